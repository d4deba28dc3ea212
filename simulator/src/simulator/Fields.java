// SPDX-License-Identifier: MIT
package simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The fields of a request, read one after the other. */
final class Fields {
    final int id;
    /** The number an error about this request carries. */
    int replyTo = -1;
    private final String[] fields;
    private int next;

    private Fields(int id, String[] fields) {
        this.id = id;
        this.fields = fields;
    }

    /** Splits a frame; from version 201 on the id is a raw number in front of the text. */
    static Fields of(byte[] frame, int version) {
        boolean raw = version >= 201;
        int skip = raw ? 4 : 0;
        String[] f = new String(frame, skip, frame.length - skip, StandardCharsets.UTF_8).split("\0", -1);
        Fields r = new Fields(raw ? ByteBuffer.wrap(frame).getInt() : Integer.parseInt(f[0]), f);
        if (!raw) r.next = 1;
        return r;
    }

    Fields skip(int n) {
        next += n;
        return this;
    }

    /** The next field; a client may leave out trailing ones. */
    String text() {
        return next < fields.length ? fields[next++] : "";
    }

    int integer() {
        String s = text();
        return s.isEmpty() ? 0 : Integer.parseInt(s);
    }

    /** Reads the number that answers and errors refer to. */
    int requestId() {
        replyTo = integer();
        return replyTo;
    }

    double decimal() {
        String s = text();
        if (s.isEmpty()) return Message.UNSET;
        double d = Double.parseDouble(s);
        if (!Double.isFinite(d)) throw new NumberFormatException(s);
        return d;
    }

    boolean flag() {
        String s = text();
        return s.equals("1") || s.equalsIgnoreCase("true");
    }
}
