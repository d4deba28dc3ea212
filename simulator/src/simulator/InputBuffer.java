// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a client that have come but not been used yet, and the two ways to cut messages out of them. */
final class InputBuffer {
    private static final int LONGEST_FRAME = 1 << 20;
    private static final int LONGEST_TOKEN = 4096;
    private byte[] bytes = new byte[4096];
    private int start;
    private int end;

    /** False at the end of the stream. */
    boolean fill(ReadableByteChannel from) throws IOException {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == bytes.length) bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        int n = from.read(ByteBuffer.wrap(bytes, end, bytes.length - end));
        if (n > 0) end += n;
        return n >= 0;
    }

    boolean isEmpty() {
        return start == end;
    }

    int peek(int offset) {
        return start + offset < end ? bytes[start + offset] : -1;
    }

    /** A place to come back to, as long as fill is not called in between. */
    int mark() {
        return start;
    }

    void reset(int mark) {
        start = mark;
    }

    void clear() {
        start = end;
    }

    /** The next frame that begins after so many bytes, or null while it is not whole. */
    byte[] frame(int offset) throws IOException {
        int at = start + offset;
        if (end - at < 4) return null;
        int length = ByteBuffer.wrap(bytes, at, 4).getInt();
        if (length <= 0 || length > LONGEST_FRAME) throw new IOException("bad frame length " + length);
        if (end - at - 4 < length) return null;
        start = at + 4 + length;
        return Arrays.copyOfRange(bytes, at + 4, start);
    }

    /** The next text up to a NUL, or null while it is not whole. */
    String token() throws IOException {
        for (int i = start; i < end; i++) {
            if (bytes[i] != 0) continue;
            String t = new String(bytes, start, i - start, StandardCharsets.UTF_8);
            start = i + 1;
            return t;
        }
        if (end - start > LONGEST_TOKEN) throw new IOException("endless field");
        return null;
    }
}
