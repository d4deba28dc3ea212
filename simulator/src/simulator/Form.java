// SPDX-License-Identifier: MIT
package simulator;

import java.util.regex.Pattern;

/** What the value of a switch may look like: a pattern, and the words that explain it to a person. */
record Form(Pattern pattern, String says) {

    static final Form YES_NO = choice("yes", "no");
    static final Form MILLIS = new Form(Pattern.compile("\\d{1,8}"), "milliseconds");
    static final Form SECONDS = new Form(Pattern.compile("\\d{1,6}(\\.\\d{1,3})?"), "seconds, fractions allowed; 0 = never");
    static final Form TEXT = new Form(Pattern.compile(".*", Pattern.DOTALL), "text");
    static final Form USERS = new Form(Pattern.compile("|[^:,]+:(\\\\,|[^,])+(,[^:,]+:(\\\\,|[^,])+)*"),
            "user:password,... (a comma in a password is written \\,)");

    static Form choice(String... words) {
        return new Form(Pattern.compile(String.join("|", words)), String.join(", ", words));
    }

    /** One word for each login attempt, separated by commas; the last one repeats. */
    static Form list(String... words) {
        String one = "\\s*(" + String.join("|", words) + ")\\s*";
        return new Form(Pattern.compile(one + "(," + one + ")*"), "list of " + String.join(", ", words));
    }

    static Form pattern(String regex, String says) {
        return new Form(Pattern.compile(regex), says);
    }

    boolean accepts(String value) {
        return pattern.matcher(value).matches();
    }
}
