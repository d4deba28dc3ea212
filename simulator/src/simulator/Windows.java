// SPDX-License-Identifier: MIT
package simulator;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;

/** The windows of the program, and in which order they come and go. Any thread may call. */
final class Windows implements Screen {
    private final Program program;
    private final EventLog log;
    private final Supplier<MainWindow> mainMaker;
    private volatile LoginWindow login;
    private volatile MainWindow main;
    private SplashWindow splash;

    Windows(Program program, EventLog log, Supplier<MainWindow> mainMaker) {
        this.program = program;
        this.log = log;
        this.mainMaker = mainMaker;
    }

    void makeLogin(String title, boolean labelled, LoginWindow.Handler handler) {
        Ui.edt(() -> login = new LoginWindow(program, title, labelled, handler));
    }

    /** Back to the login window, at the start or after an attempt that failed. */
    void showLogin() {
        log.event("login window shown");
        Ui.edt(() -> {
            if (splash != null) splash.dispose();
            splash = null;
            login.show();
        });
    }

    JFrame loginFrame() {
        return login.frame;
    }

    /** The main frame, once there is one. */
    JFrame mainFrame() {
        return main == null ? null : main.frame;
    }

    /** The login was sent off: the main window takes the place of the login window. TWS shows it only when it is ready. */
    void openMain() {
        Ui.edt(() -> {
            if (main == null) main = mainMaker.get();
            login.frame.setVisible(false);
            if (program.isGateway()) main.frame.setVisible(true);
        });
    }

    void secondFactorInLogin(boolean asked) {
        Ui.edt(() -> login.secondFactor(asked));
    }

    /** A dialog with the text in a text area. */
    Prompt area(String title, String text, String... buttons) {
        return Prompt.area(log, mainFrame(), title, text, buttons);
    }

    void stage(String title) {
        Ui.edt(() -> {
            if (splash == null) splash = new SplashWindow(program);
            splash.stage(title);
        });
    }

    /** The login is complete. */
    void ready(String mainTitle) {
        Ui.edt(() -> {
            main.ready(mainTitle);
            endSplash();
            login.frame.dispose();
        });
    }

    void endSplash() {
        Ui.edt(() -> {
            if (splash != null) splash.dispose();
            splash = null;
        });
    }

    Prompt label(String title, String text, String... buttons) {
        return Prompt.label(log, mainFrame(), title, text, buttons);
    }

    // ---- what the API server shows; it never waits for the event thread

    @Override public void say(String line) {
        SwingUtilities.invokeLater(() -> main.say(line));
    }

    @Override public void listening(int port) {
        SwingUtilities.invokeLater(() -> main.listening(port));
    }

    @Override public void upstream(boolean up) {
        SwingUtilities.invokeLater(() -> main.upstream(up));
    }

    @Override public void clients(List<String[]> rows) {
        SwingUtilities.invokeLater(() -> main.clients(rows));
    }

    @Override public void confirmConnection(String address, Consumer<Boolean> answer) {
        Prompt.later(log, mainFrame(), program.mainTitle, "Accept incoming connection attempt from " + address + "?",
                a -> answer.accept(a.equals("Yes")), "Yes", "No");
    }

    @Override public void confirmWriteAccess(int clientId, Consumer<Boolean> answer) {
        Prompt.later(log, mainFrame(), "API client needs write access action confirmation",
                "API client " + clientId + " needs write access action confirmation. Is it allowed to place orders?",
                a -> answer.accept(a.equals("Yes")), "Yes", "No");
    }
}
