// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first thing a client says: a range of versions, or, long ago, one version without any framing. */
record Hello(boolean framed, int low, int high, String said) {
    /** What every gateway of today answers to a client of the old kind. */
    static final int LEGACY_SERVER = 76;
    /** Older clients of the old kind send their id alone instead of a startApi message. */
    private static final int LEGACY_START_API = 63;
    private static final Pattern RANGE = Pattern.compile("v(\\d{1,5})(?:\\.\\.(\\d{1,5}))?(?: .*)?", Pattern.DOTALL);

    /** Raised for bytes that are no hello of any kind; a gateway never answers those. */
    static final class NotApi extends IOException {
        NotApi() {
            super("not an API client");
        }
    }

    /**
     * Null while it is not whole. One byte decides: the old hello is three bytes after which the client waits, so whoever
     * wants four bytes first waits for ever.
     */
    static Hello read(InputBuffer in) throws IOException {
        int first = in.peek(0);
        if (first == 'A') return framed(in);
        if (first < '0' || first > '9') throw new NotApi();
        String version = in.token();
        if (version == null) return null;
        if (!version.matches("\\d{1,5}")) throw new NotApi();
        return new Hello(false, Integer.parseInt(version), Integer.parseInt(version), version);
    }

    private static Hello framed(InputBuffer in) throws IOException {
        byte[] prefix = {'A', 'P', 'I', 0};
        for (int i = 1; i < 4; i++) {
            int b = in.peek(i);
            if (b == -1) return null;
            if (b != prefix[i]) throw new NotApi();
        }
        byte[] frame = in.frame(4);
        if (frame == null) return null;
        String said = new String(frame, StandardCharsets.US_ASCII);
        Matcher m = RANGE.matcher(said);
        if (!m.matches()) throw new IOException("bad version range");
        int low = Integer.parseInt(m.group(1));
        return new Hello(true, low, m.group(2) == null ? low : Integer.parseInt(m.group(2)), said);
    }

    /** The version both sides speak, or -1 if there is none. */
    int agree(int serverMax) {
        if (!framed) return LEGACY_SERVER;
        int version = Math.min(high, serverMax);
        return version < low || version < 100 ? -1 : version;
    }

    boolean sendsStartApi() {
        return framed || high >= LEGACY_START_API;
    }
}
