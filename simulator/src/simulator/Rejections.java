// SPDX-License-Identifier: MIT
package simulator;

/** What the program shows when a login does not succeed. */
final class Rejections {
    private final Program program;
    private final Switches switches;
    private final EventLog log;
    private final Windows windows;

    Rejections(Program program, Switches switches, EventLog log, Windows windows) {
        this.program = program;
        this.switches = switches;
        this.log = log;
        this.windows = windows;
    }

    /** Shows one kind of failure; when it has been answered, the login window is there for another attempt. */
    void show(String kind) {
        log.event("reject: " + kind);
        switch (kind) {
            case "failed" -> area("Login failed", "Invalid username or password.");
            case "unrecognized" -> label("Unrecognized Username or Password", "Passwords are case sensitive.");
            case "toomany" -> area("Login", "Too many failed login attempts. Please wait " + switches.text(Switch.TOOMANY_SECONDS)
                    + " seconds before attempting to re-login again.");
            case "loginerror" -> area("Login Error", "The server reported an error.");
            case "connection" -> label(program.loginTitle, "Connection to server failed: server is not available.");
            case "locked" -> area("Login failed", "Your account has been locked. Please contact Customer Service.");
            case "expired" -> area("Login failed", "Your password has expired. You must change your password in the portal.");
            case "unavailable" -> label("Login", "The system is not currently available. Please try again later.");
            case "session" -> label("Session expired", "Your session has expired. Please log in again.");
            case "hang" -> Ui.pause(Long.MAX_VALUE);
            default -> throw new IllegalArgumentException(kind);
        }
        windows.showLogin();
    }

    private void area(String title, String text) {
        Prompt.area(log, windows.loginFrame(), title, text, "OK").await();
    }

    private void label(String title, String text) {
        Prompt.label(log, windows.loginFrame(), title, text, "OK").await();
    }
}
