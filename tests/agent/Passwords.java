// SPDX-License-Identifier: MIT
//
// For password_test.c: the simulator's own login window and its own judgement of who may log in, again and again in one JVM.
// "expect HEX HEX" on standard input says, in UTF-8, which user and password are right from now on; a press of Log In is
// answered on descriptor 3 with "accepted" or "refused", and the window serves again.

package simulator;

import java.awt.EventQueue;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

public final class Passwords implements LoginWindow.Handler {
    private final PrintStream answers;
    private final LoginWindow window;
    private Users users = new Users("");

    private Passwords(PrintStream answers) {
        this.answers = answers;
        window = new LoginWindow(Program.GATEWAY, Program.GATEWAY.loginTitle, false, this);
        window.show();
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = new PrintStream(new FileOutputStream("/dev/fd/3"), true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Passwords[] one = new Passwords[1];
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            EventQueue.invokeAndWait(() -> {
                if (one[0] == null) one[0] = new Passwords(answers);
                if (words[0].equals("expect")) one[0].expect(text(words[1]), text(words[2]));
            });
            answers.println("done");
        }
        System.exit(0);
    }

    private static String text(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8);
    }

    private void expect(String user, String password) {
        users = new Users(user + ":" + password.replace(",", "\\,"));
    }

    @Override
    public void login(LoginWindow.Entry entry) {
        answers.println(users.accept(entry.user(), entry.password()) ? "accepted" : "refused");
        window.show();
    }

    @Override
    public void closed() {
    }
}
