// SPDX-License-Identifier: MIT
package simulator;

import java.util.HashMap;
import java.util.Map;

/** Who may log in. */
final class Users {
    private final Map<String, String> passwords = new HashMap<>();

    /** The list is user:password,...; only the first colon divides, and a comma in a password is written with a backslash. */
    Users(String list) {
        if (list.isEmpty()) return;
        for (String entry : list.split("(?<!\\\\),")) {
            int colon = entry.indexOf(':');
            passwords.put(entry.substring(0, colon), entry.substring(colon + 1).replace("\\,", ","));
        }
    }

    boolean accept(String user, String password) {
        if (passwords.isEmpty()) return !user.isEmpty() && !password.isEmpty();
        return password.equals(passwords.get(user));
    }
}
