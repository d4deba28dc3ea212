// SPDX-License-Identifier: MIT
package simulator;

import java.util.concurrent.atomic.AtomicInteger;

/** From a click on the login button to a session, or back to the login window. */
final class LoginFlow implements LoginWindow.Handler {
    private static final String[] STAGES = {"Connecting to server...", "Initializing environment...", "Starting application..."};

    private final Simulator simulator;
    private final Switches switches;
    private final EventLog log;
    private final Windows windows;
    private final Rejections rejections;
    private final SecondFactor secondFactor;
    private final Users users;
    private final AtomicInteger attempts = new AtomicInteger();

    LoginFlow(Simulator simulator) {
        this.simulator = simulator;
        switches = simulator.switches;
        log = simulator.log;
        windows = simulator.windows;
        rejections = new Rejections(simulator.program, switches, log, windows);
        secondFactor = new SecondFactor(switches, log, windows);
        users = new Users(switches.text(Switch.USERS));
    }

    @Override public void closed() {
        log.event("login window closed");
        Ui.thread("exit", () -> simulator.exit.terminate(0));
    }

    @Override public void login(LoginWindow.Entry e) {
        int n = attempts.getAndIncrement();
        boolean accepted = users.accept(e.user(), e.password());
        log.event("login attempt " + (n + 1) + " user=" + e.user() + " mode=" + (e.paper() ? "paper" : "live") + (e.fix() ? " fix" : "")
                + " credentials=" + (accepted ? "ok" : "wrong"));
        Ui.thread("login", () -> authenticate(n, new Session(simulator, e.user(), e.paper()), accepted));
    }

    private void authenticate(int n, Session session, boolean accepted) {
        windows.openMain();
        windows.stage("Authenticating...");
        Ui.pause(switches.number(Switch.AUTH_DELAY));
        String trouble = accepted ? switches.nth(Switch.TROUBLE, n) : switches.nth(Switch.REJECT, n);
        if (!trouble.equals("none")) {
            rejections.show(trouble);
            return;
        }
        if (!claimUser()) {
            simulator.exit.terminate(0);
            return;
        }
        switch (secondFactor.ask(session.paper, n)) {
            case OK -> finish(session);
            case EXPIRE -> windows.showLogin();
            case STALL -> log.event("login stalls");
        }
    }

    /** If another session has the user, the person decides who keeps it. */
    private boolean claimUser() {
        if (!switches.on(Switch.EXISTING)) return true;
        if (!existing("Another session is logged in with this user name.")) return false;
        return !switches.on(Switch.EXISTING_STUBBORN) || existing("The other session claimed the user name again.");
    }

    boolean existing(String text) {
        String title = switches.text(Switch.EXISTING_TITLE);
        boolean handoff = title.startsWith("Trading");
        String goOn = handoff ? "Disconnect Other Session" : "Continue Login";
        return goOn.equals(windows.label(title, text, goOn, handoff ? "Cancel" : "Exit Application").await());
    }

    private void finish(Session session) {
        for (String stage : STAGES) {
            windows.stage(stage);
            Ui.pause(switches.number(Switch.LOAD_DELAY));
        }
        session.begin(this);
    }

    /** The servers want the user to be authenticated again, in the middle of a session. False: that did not succeed. */
    boolean relogin() {
        windows.label("Re-login is required", "Another session took over.", "Re-login").await();
        windows.stage("Authenticating...");
        Ui.pause(switches.number(Switch.AUTH_DELAY));
        String how = switches.text(Switch.RELOGIN);
        if (how.equals("unrecognized")) rejections.show(how);
        else if (how.equals("login")) windows.showLogin();
        if (!how.equals("ok")) return false;
        windows.stage(STAGES[STAGES.length - 1]);
        Ui.pause(switches.number(Switch.LOAD_DELAY));
        windows.endSplash();
        return true;
    }

    /** The servers have forgotten the session. */
    void expire() {
        rejections.show("session");
    }

    /** Goes on with the session a token stands for; false if the login window is to be shown instead. */
    boolean resume(AutoRestart.Token token) {
        String how = switches.text(Switch.RESUME);
        log.event("resuming session of " + token.user() + ": " + how);
        if (how.equals("ignored")) return false;
        Session session = new Session(simulator, token.user(), token.paper());
        windows.openMain();
        windows.stage("Authenticating...");
        Ui.pause(switches.number(Switch.AUTH_DELAY));
        switch (how) {
            case "relogin" -> windows.label("Re-login is required", "Your session needs to be re-established.", "Re-login").await();
            case "rejected" -> {
                rejections.show("loginerror");
                return true;
            }
            case "unrecognized", "expired" -> {
                rejections.show(how.equals("expired") ? "session" : how);
                return true;
            }
            case "twofa" -> {
                SecondFactor.Outcome o = secondFactor.ask(false, 0);
                if (o == SecondFactor.Outcome.EXPIRE) windows.showLogin();
                if (o != SecondFactor.Outcome.OK) return true;
            }
            default -> { }
        }
        finish(session);
        return true;
    }
}
