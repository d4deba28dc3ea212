// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program: start, login window, session. One per process. */
public final class Simulator implements MainWindow.Commands {
    private static final int BAD_SETTINGS = 78;

    final Program program;
    final Path dir;
    final Switches switches;
    final EventLog log;
    final Windows windows;
    final Exit exit;
    final AutoRestart autoRestart;
    final JtsIni jtsIni;
    private volatile Session session;

    private Simulator(Program program, Path dir, Switches switches) {
        this.program = program;
        this.dir = dir;
        this.switches = switches;
        log = new EventLog(dir);
        windows = new Windows(program, log, () -> new MainWindow(program, switches.on(Switch.QUIRK_NOSETTINGS), this));
        exit = new Exit(switches, log, windows);
        autoRestart = new AutoRestart(program, switches, log);
        jtsIni = new JtsIni(dir);
    }

    /** Called by the entry points; returns at once, as the real ones do. */
    public static void start(Program program, String[] args) {
        Path dir = Path.of(args.length > 0 ? args[0] : System.getProperty("user.dir")).toAbsolutePath();
        Switches switches = readSwitches(dir);
        new Simulator(program, dir, switches).boot(System.getProperty("restart", ""));
    }

    /** Ends the program when a switch is wrong: going on would test something else than was meant. */
    static Switches readSwitches(Path dir) {
        try {
            Files.createDirectories(dir);
            Switches s = Switches.read(dir, System.getProperties(), System.getenv());
            int starts = s.number(Switch.FAULT_STARTS);
            if (starts > 0 && countStart(dir) > starts) s.endFaults();
            return s;
        } catch (Switches.BadSwitch e) {
            System.err.println("simulator: " + e.getMessage());
            System.exit(BAD_SETTINGS);
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which start with this settings directory this is. */
    private static int countStart(Path dir) throws IOException {
        Path file = dir.resolve("simulator.starts");
        int n = Files.exists(file) ? Integer.parseInt(Files.readString(file).trim()) : 0;
        Files.writeString(file, n + 1 + "\n");
        return n + 1;
    }

    private void boot(String restart) {
        log.event("start " + program.word + " settings=" + dir + " restart=" + restart);
        String boot = switches.text(Switch.BOOT);
        if (boot.equals("throw")) throw new IllegalStateException("told to fail at the start");
        if (boot.startsWith("exit:")) System.exit(Integer.parseInt(boot.substring(5)));
        jtsIni.createIfMissing();
        Ui.thread("boot", () -> {
            Ui.pause(switches.number(Switch.BOOT_DELAY));
            if (boot.equals("nowindow")) {
                log.event("no login window, as told");
                Ui.pause(Long.MAX_VALUE);
            }
            open(restart);
        });
    }

    private void open(String restart) {
        Look.install();
        LoginFlow flow = new LoginFlow(this);
        String title = switches.text(Switch.LOGIN_TITLE);
        boolean labelled = !program.isGateway() || switches.on(Switch.LOGIN_LABEL);
        windows.makeLogin(title.isEmpty() ? program.loginTitle : title, labelled, flow);
        AutoRestart.Token token = restart.isEmpty() ? null : autoRestart.takeToken(dir.resolve(restart));
        if (token == null || !flow.resume(token)) windows.showLogin();
    }

    void session(Session s) {
        session = s;
        exit.session(s);
    }

    // ---- the menus of the main window

    @Override public void configure() {
        if (session != null) session.configure();
    }

    @Override public void exit(String how) {
        exit.requested(how);
    }

    @Override public void restart() {
        Ui.thread("restart", () -> {
            String a = windows.label("Restart", "Are you sure you would like to restart the application?", "Yes", "No").await();
            if (a.equals("Yes") && session != null) session.restart();
        });
    }

    @Override public void event(String what) {
        boolean asks = what.startsWith("reconnect") && switches.on(Switch.RECONNECT_CONFIRM);
        if (!asks) log.event(what);
        else Ui.thread("reconnect", () -> {
            String question = "Are you sure you want to execute \"simulate " + what + "\"?";
            if (windows.label(program.mainTitle, question, "OK", "Cancel").await().equals("OK")) log.event(what);
        });
    }
}
