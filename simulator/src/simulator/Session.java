// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalTime;
import javax.swing.SwingUtilities;

/** A user who is logged in: settings, API server, and whatever happens to them as time goes by. */
final class Session {
    static final String PAPER_ACCOUNT = "DU1234567";
    static final String LIVE_ACCOUNT = "U1234567";
    private static final int CLOCK_MILLIS = 200;

    final boolean paper;
    private final Simulator simulator;
    private final Switches switches;
    private final EventLog log;
    private final Windows windows;
    private final String user;
    private final Path dir;
    private Settings settings;
    private ApiServer api;

    Session(Simulator simulator, String user, boolean paper) {
        this.simulator = simulator;
        this.user = user;
        this.paper = paper;
        switches = simulator.switches;
        log = simulator.log;
        windows = simulator.windows;
        dir = simulator.dir.resolve(Settings.directoryOf(user));
    }

    private String account() {
        return paper ? PAPER_ACCOUNT : LIVE_ACCOUNT;
    }

    /** The login is complete: settings first, as the menu that changes them opens with the main window; the API port last. */
    void begin(LoginFlow flow) {
        settings = loadSettings();
        simulator.jtsIni.recordLastUser(dir.getFileName().toString());
        simulator.session(this);
        log.event("logged in as " + account());
        windows.ready(simulator.program.isGateway() ? simulator.program.mainTitle : account() + " " + simulator.program.mainTitle);
        windows.say("Logged in as " + account() + (paper ? " (simulated trading)" : ""));
        windows.upstream(!switches.on(Switch.UPSTREAM_DOWN));
        new Notices(switches, log, windows).show(paper);
        openApi();
        scheduleFaults(flow);
        Ui.thread("clock", this::watchClock);
    }

    private Settings loadSettings() {
        int given = switches.number(Switch.API_PORT);
        Settings s = new Settings(dir, given == 0 ? simulator.program.defaultPort(paper) : given, switches.on(Switch.API_READONLY));
        try {
            s.load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return s;
    }

    private synchronized void openApi() {
        if (simulator.exit.isUnderWay()) return;
        try {
            api = new ApiServer(switches, log, settings, account(), windows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (settings.apiEnabled) api.listen();
    }

    // ---- configuration

    /** On the event thread. */
    void configure() {
        log.event("config dialog opened");
        new ConfigDialog(windows.mainFrame(), simulator.program, switches, account(), settings, this::changed, this::resetOrderIds)
                .show(switches.on(Switch.QUIRK_MODALCONFIG));
    }

    /** TWS asks before it moves the API port. */
    private void changed() {
        boolean ask = !simulator.program.isGateway() && api != null && api.port() != 0 && api.port() != settings.port;
        Ui.thread("settings", () -> {
            if (ask) windows.label("Confirmation", "The API server will restart to apply the new socket port setting. Continue?",
                    "Yes", "No").await();
            log.event("config applied " + settings);
            save();
            applyToApi();
        });
    }

    private synchronized void applyToApi() {
        if (api == null || simulator.exit.isUnderWay()) return;
        if (settings.apiEnabled) api.listen();
        else api.close();
    }

    private void resetOrderIds() {
        Ui.thread("reset", () -> {
            boolean ask = !simulator.program.isGateway();
            if (ask && !"Yes".equals(windows.label("Confirmation", "Are you sure you want to reset API order ID sequence?",
                    "Yes", "No").await())) return;
            settings.nextOrderId = 1;
            log.event("order ids reset");
        });
    }

    private void save() {
        try {
            settings.save();
        } catch (IOException e) {
            log.event("settings cannot be saved: " + e);
        }
    }

    // ---- what happens later

    private void scheduleFaults(LoginFlow flow) {
        after(Switch.CRASH_AFTER, () -> Runtime.getRuntime().halt(switches.number(Switch.CRASH_CODE)));
        after(Switch.FREEZE_AFTER, this::freeze);
        after(Switch.LOST_AFTER, () -> lose(flow));
        after(Switch.EXPIRE_AFTER, () -> {
            api.setUpstream(false, 1100);
            flow.expire();
        });
        after(Switch.EXISTING_AFTER, () -> {
            if (!flow.existing("Another session claims the user name.")) simulator.exit.terminate(0);
        });
    }

    private void after(Switch s, Runnable what) {
        long millis = switches.millis(s);
        if (millis == 0) return;
        Ui.thread(s.key, () -> {
            Ui.pause(millis);
            log.event("fault " + s.key);
            what.run();
        });
    }

    private void freeze() {
        long millis = switches.millis(Switch.FREEZE_SECONDS);
        SwingUtilities.invokeLater(() -> Ui.pause(millis == 0 ? Long.MAX_VALUE : millis));
    }

    /** Another session took the user; nothing works until somebody logs in again. */
    private void lose(LoginFlow flow) {
        api.setUpstream(false, 1100);
        if (!flow.relogin()) return;
        log.event("re-login done");
        api.setUpstream(true, 1102);
    }

    // ---- the end

    /** Waits for the minute of the auto-restart or auto-logoff. */
    private void watchClock() {
        long quick = switches.millis(Switch.AUTOEXIT_AFTER);
        long began = System.nanoTime() / 1_000_000;
        LocalTime before = LocalTime.now();
        while (true) {
            Ui.pause(CLOCK_MILLIS);
            LocalTime now = LocalTime.now();
            String[] hm = settings.time.split(":");
            LocalTime at = LocalTime.of(Integer.parseInt(hm[0]) % 12 + (settings.pm ? 12 : 0), Integer.parseInt(hm[1]));
            boolean due = before.isBefore(at) && !now.isBefore(at);
            before = now;
            if (due || quick > 0 && System.nanoTime() / 1_000_000 - began > quick) break;
        }
        boolean restart = settings.autoRestart || switches.on(Switch.AUTOEXIT_RESTART);
        log.event(restart ? "auto-restart" : "auto-logoff");
        if (restart) restart();
        else simulator.exit.terminate(0);
    }

    void restart() {
        simulator.autoRestart.leaveToken(dir, new AutoRestart.Token(user, paper));
        simulator.exit.terminate(0);
    }

    synchronized void end() {
        if (api != null) api.close();
        save();
        log.event("settings saved");
    }
}
