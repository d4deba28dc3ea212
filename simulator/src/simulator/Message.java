// SPDX-License-Identifier: MIT
package simulator;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A message to a client: an id and fields. How it looks on the wire depends on the version agreed upon. */
final class Message {
    /** "Not set" for a number with decimals, as the protocol writes it. */
    static final Double UNSET = Double.MAX_VALUE;
    /** "Not set" for a whole number. */
    static final Integer UNSET_INT = Integer.MAX_VALUE;
    private static final int RAW_IDS = 201;

    private final int id;
    private final StringBuilder text = new StringBuilder();

    Message(int id, Object... fields) {
        this.id = id;
        add(fields);
    }

    Message add(Object... fields) {
        for (Object f : fields) text.append(field(f)).append('\0');
        return this;
    }

    /** Adds fields that exist from a version on. */
    Message since(int first, int version, Object... fields) {
        return version >= first ? add(fields) : this;
    }

    /** Adds fields that existed before a version. */
    Message before(int first, int version, Object... fields) {
        return version < first ? add(fields) : this;
    }

    private static String field(Object f) {
        if (f == null) return "";
        if (f instanceof Boolean b) return b ? "1" : "0";
        if (f instanceof Double d) return number(d);
        return f.toString();
    }

    static String number(double d) {
        if (d == UNSET) return "1.7976931348623157E308";
        return new BigDecimal(Double.toString(d)).stripTrailingZeros().toPlainString();
    }

    byte[] body(int version) {
        byte[] fields = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] head = version >= RAW_IDS ? ByteBuffer.allocate(4).putInt(id).array() : (id + "\0").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + fields.length).put(head).put(fields).array();
    }

    /** A message in protobuf form: field numbers and values by turns. */
    static byte[] proto(int id, Object... numbersAndValues) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(4).putInt(200 + id).array());
        for (int i = 0; i < numbersAndValues.length; i += 2) {
            int number = (Integer) numbersAndValues[i];
            if (numbersAndValues[i + 1] instanceof String s) {
                byte[] b = s.getBytes(StandardCharsets.UTF_8);
                varint(out, number << 3 | 2);
                varint(out, b.length);
                out.writeBytes(b);
            } else {
                varint(out, number << 3);
                varint(out, ((Number) numbersAndValues[i + 1]).longValue());
            }
        }
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long v = value;
        for (; (v & ~0x7fL) != 0; v >>>= 7) out.write((int) (v & 0x7f | 0x80));
        out.write((int) v);
    }

    /** Field 1 of a protobuf body, if it is a whole number; 0 if it is absent. */
    static long protoFirst(byte[] frame) {
        ByteBuffer b = ByteBuffer.wrap(frame, 4, frame.length - 4);
        while (b.hasRemaining()) {
            long tag = varint(b);
            long value = varint(b);
            if (tag == 1 << 3) return value;
            if ((tag & 7) == 2) b.position(b.position() + (int) value);
        }
        return 0;
    }

    private static long varint(ByteBuffer b) {
        long v = 0;
        for (int shift = 0; ; shift += 7) {
            byte x = b.get();
            v |= (long) (x & 0x7f) << shift;
            if (x >= 0) return v;
        }
    }
}
