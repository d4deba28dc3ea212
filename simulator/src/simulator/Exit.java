// SPDX-License-Identifier: MIT
package simulator;

import java.util.concurrent.atomic.AtomicBoolean;

/** The ways out of the program. */
final class Exit {
    private final Switches switches;
    private final EventLog log;
    private final Windows windows;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private volatile Session session;

    Exit(Switches switches, EventLog log, Windows windows) {
        this.switches = switches;
        this.log = log;
        this.windows = windows;
        int hold = switches.number(Switch.SIGTERM_DELAY);
        if (hold > 0) Runtime.getRuntime().addShutdownHook(new Thread(() -> holdUp(hold)));
    }

    /** There is a session now, with settings to save and an API to close. */
    void session(Session s) {
        session = s;
    }

    boolean isUnderWay() {
        return leaving.get();
    }

    private void holdUp(int millis) {
        if (leaving.get()) return;
        log.event("termination held up");
        Ui.pause(millis);
    }

    /** Somebody wants to leave, by menu or window; asks first. */
    void requested(String how) {
        log.event("exit chosen from the " + how);
        Ui.thread("exit", () -> {
            boolean ask = switches.on(Switch.EXIT_CONFIRM);
            if (!ask || "Yes".equals(windows.label("Exit", "Are you sure you want to exit?", "Yes", "No").await())) terminate(0);
        });
    }

    /** The tidy end. Not on the event thread. */
    void terminate(int status) {
        if (!leaving.compareAndSet(false, true)) return;
        windows.label("Shutdown progress", "Shutting down...");
        if (session != null) session.end();
        Ui.pause(switches.number(Switch.SHUTDOWN_DELAY));
        log.event("exit " + status);
        System.exit(status);
    }
}
