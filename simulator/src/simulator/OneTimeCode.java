// SPDX-License-Identifier: MIT
package simulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Judges one-time codes as the servers do: RFC 6238, one step of grace to either side, each code good for one login. */
final class OneTimeCode {
    /** What becomes of a code. */
    enum Verdict { OK, WRONG, REPEATED }

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final long STEP_MILLIS = 30_000;
    private final byte[] key;
    private final Set<String> seen = new HashSet<>();

    /** Without a secret any six digits will do. */
    OneTimeCode(String base32) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int bits = 0;
        int count = 0;
        for (char c : base32.toUpperCase(Locale.ROOT).toCharArray()) {
            int value = LETTERS.indexOf(c);
            if (value < 0) continue;
            bits = bits << 5 | value;
            count += 5;
            if (count < 8) continue;
            count -= 8;
            out.write(bits >> count);
            bits &= (1 << count) - 1;
        }
        key = out.toByteArray();
    }

    Verdict judge(String code) {
        if (!code.matches("\\d{6}") || !isRight(code)) return Verdict.WRONG;
        return seen.add(code) ? Verdict.OK : Verdict.REPEATED;
    }

    private boolean isRight(String code) {
        if (key.length == 0) return true;
        long step = System.currentTimeMillis() / STEP_MILLIS;
        for (long s = step - 1; s <= step + 1; s++) if (code.equals(at(s))) return true;
        return false;
    }

    private String at(long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "RAW"));
            byte[] digest = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int number = ByteBuffer.wrap(digest).getInt(digest[digest.length - 1] & 15) & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
