// SPDX-License-Identifier: MIT
//
// For password_test.c: the simulator's own login window and its own judgement of who may log in, again and again in one JVM.
// Commands on standard input, answers on descriptor 3:
// "wake" opens the window;
// "expect HEX HEX" says, in UTF-8, which user and password are right from now on;
// "ibc JAR INI" starts IBC with that config.ini as if this were a new JVM: its classes are loaded anew and meet a new window.
// A press of Log In is answered with "accepted" or "refused", and the window serves again.

package simulator;

import java.awt.EventQueue;
import java.awt.Toolkit;
import java.awt.event.AWTEventListener;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

public final class Passwords implements LoginWindow.Handler {
    private static PrintStream answers;
    private static Users users = new Users("");
    private static Passwords current;
    private final LoginWindow window = new LoginWindow(Program.GATEWAY, Program.GATEWAY.loginTitle, false, this);

    private Passwords() {
        window.show();
    }

    public static void main(String[] args) throws Exception {
        answers = new PrintStream(new FileOutputStream("/dev/fd/3"), true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            EventQueue.invokeAndWait(() -> obey(words));
            if (words[0].equals("ibc")) startIbc(words[1], words[2]);
            else answers.println("done");
        }
        System.exit(0);
    }

    private static void obey(String[] words) {
        switch (words[0]) {
            case "wake" -> current = new Passwords();
            case "expect" -> users = new Users(text(words[1]) + ":" + text(words[2]).replace(",", "\\,"));
            default -> forget();
        }
    }

    /** What an IBC of before has left. */
    private static void forget() {
        Toolkit toolkit = Toolkit.getDefaultToolkit();
        for (AWTEventListener listener : toolkit.getAWTEventListeners()) toolkit.removeAWTEventListener(listener);
        if (current != null) current.window.frame.dispose();
    }

    /** As `java -cp … ibcalpha.ibc.IbcGateway INI` does. The gateway that IBC then starts is {@link ibgateway.GWClient}. */
    private static void startIbc(String jar, String ini) throws Exception {
        URL[] path = { Path.of(jar).toUri().toURL() };
        ClassLoader fresh = new URLClassLoader(path, Passwords.class.getClassLoader());
        Class<?> ibc = fresh.loadClass("ibcalpha.ibc.IbcGateway");
        ibc.getMethod("main", String[].class).invoke(null, (Object) new String[] { ini });
    }

    /** What the gateway does when it is started. */
    public static void startGateway() {
        EventQueue.invokeLater(() -> current = new Passwords());
    }

    private static String text(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8);
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
