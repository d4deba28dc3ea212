// SPDX-License-Identifier: MIT
package simulator;

import java.util.Locale;

/**
 * The table of switches: every name, default, permitted form and meaning stands here and nowhere else. The table in the
 * README is printed from it ({@code java -cp 'jars/*' simulator.Switches}).
 */
enum Switch {
    USERS("users", "", Form.USERS, false, "who may log in; empty: any user and password that are not empty"),
    FAULT_STARTS("fault.starts", "0", Form.pattern("\\d{1,4}", "number"), false,
            "the switches marked as faults count only for that many first starts with this settings directory; 0 = always"),

    BOOT("boot", "ok", Form.pattern("ok|nowindow|throw|exit:\\d{1,3}", "ok, nowindow, throw, exit:N"), true,
            "no login window at all; the entry point throws; the entry point ends the program with status N"),
    BOOT_DELAY("boot.delay", "100", Form.MILLIS, false, "before the login window"),
    AUTH_DELAY("auth.delay", "150", Form.MILLIS, false, "for checking user and password"),
    LOAD_DELAY("load.delay", "50", Form.MILLIS, false, "for each of the three splash stages after that"),
    SHUTDOWN_DELAY("shutdown.delay", "100", Form.MILLIS, false, "how long \"Shutdown progress\" shows"),
    LOGIN_TITLE("login.title", "", Form.TEXT, true, "title of the login window; empty: the usual one"),
    LOGIN_LABEL("login.label", "no", Form.YES_NO, true,
            "adds a label LOGIN, which makes IBC look for the second factor inside the login window"),

    REJECT("reject", "failed", Form.list(Words.REJECTIONS), true, "what a wrong password leads to"),
    TROUBLE("trouble", "none", Form.list(Words.TROUBLES), true, "the same, although user and password are right"),
    TOOMANY_SECONDS("toomany.seconds", "2", Form.pattern("\\d{1,4}", "seconds"), true, "the wait that toomany speaks of"),
    EXISTING("existing", "no", Form.YES_NO, true, "another session of the same user exists at login"),
    EXISTING_STUBBORN("existing.stubborn", "no", Form.YES_NO, true, "and claims the user back once"),
    EXISTING_AFTER("existing.after", "0", Form.SECONDS, true, "another session appears that long after login"),

    EXISTING_TITLE("existing.title", "EXISTING SESSION DETECTED", Form.choice("EXISTING SESSION DETECTED", "Trading Login Handoff"),
            false, "which of the two dialogs says so"),

    TWOFA("twofa", "none", Form.list("none", "dialog", "devices", "code", "sms", "card", "challenge", "inline"), false,
            "second factor: the dialog that waits for a telephone; a choice of devices and then that, or with twofa.secret the"
                    + " prompt for a code; prompts for the code of an app, of a message, of a card, for the answer to a challenge;"
                    + " the words in the login window"),
    TWOFA_SECRET("twofa.secret", "", Form.pattern("[A-Za-z2-7 =]*", "base32"), false,
            "the secret of the one-time codes (RFC 6238), each of which is taken once; empty: any six digits"),
    TWOFA_MODES("twofa.modes", "live", Form.choice("live", "paper", "both"), false, "trading modes that ask for it"),
    TWOFA_DEVICES("twofa.devices", "IB Key,Mobile Authenticator app", Form.TEXT, false, "the devices, separated by commas"),
    TWOFA_SECONDS("twofa.seconds", "2", Form.pattern("\\d{1,6}(\\.\\d{1,3})?", "seconds, fractions allowed"), false,
            "how long the dialog waits until the person answers"),
    TWOFA_RESULT("twofa.result", "ok", Form.list("ok", "stall", "expire"), false,
            "answered; answered but the login never completes; not answered, back to the login window"),

    PAPER_NOTICE("paper.notice", "yes", Form.YES_NO, false, "the notice about paper trading that holds the API back"),
    WRITEACCESS("writeaccess", "no", Form.YES_NO, true, "the first order of a client waits for a confirmation on the screen"),
    UNKNOWN("unknown", "", Form.TEXT, true, "after login, a dialog with this title that nobody can know"),
    BIDASK("bidask", "no", Form.YES_NO, true, "after login, the notice about bid, ask and last sizes"),
    BIDASK_DELAY("bidask.delay", "1500", Form.MILLIS, true, "and how long after"),
    TIP("tip", "no", Form.YES_NO, true, "after login, the tip of the day"),
    NOTICES("notices", "none", Form.list("none", "version", "messages", "nse", "password", "blind", "preview", "crypto"), true,
            "further windows after login: newer version, login messages, NSE compliance, password notice, blind trading (a"
                    + " question, or an order preview), cryptocurrency order"),

    AUTOEXIT_AFTER("autoexit.after", "0", Form.SECONDS, true,
            "auto-restart or auto-logoff that long after login, else at the configured time of day"),
    AUTOEXIT_RESTART("autoexit.restart", "no", Form.YES_NO, true, "at that moment a restart, whatever is configured"),
    RESUME("resume", "ok", Form.choice("ok", "relogin", "rejected", "unrecognized", "expired", "twofa", "ignored"), true,
            "what a start with -Drestart leads to: resumed; \"Re-login is required\"; refused with a login error, with"
                    + " \"Unrecognized Username or Password\", as expired; a second factor; the login window"),
    LAUNCHER("launcher", "", Form.TEXT, false, "what auto-restart tries to start; empty: the launcher of the installation"),

    CRASH_AFTER("crash.after", "0", Form.SECONDS, true, "the program halts that long after login"),
    CRASH_CODE("crash.code", "134", Form.pattern("\\d{1,3}", "exit status"), true, "with this status"),
    FREEZE_AFTER("freeze.after", "0", Form.SECONDS, true, "the windows freeze that long after login"),
    FREEZE_SECONDS("freeze.seconds", "0", Form.SECONDS, true, "and thaw that long after"),
    EXPIRE_AFTER("expire.after", "0", Form.SECONDS, true, "\"Session expired\" that long after login, then the login window"),
    RELOGIN("relogin", "ok", Form.choice("ok", "unrecognized", "login"), true,
            "what \"Re-login\" leads to: on; \"Unrecognized Username or Password\"; the login window"),
    RECONNECT_CONFIRM("reconnect.confirm", "no", Form.YES_NO, false, "reconnecting by key asks first"),
    LOST_AFTER("lost.after", "0", Form.SECONDS, true, "\"Re-login is required\" that long after login"),
    APIDROP_AFTER("apidrop.after", "0", Form.SECONDS, true, "the API port closes for good that long after login"),
    EXIT_CONFIRM("exit.confirm", "yes", Form.YES_NO, false, "closing asks \"Are you sure you want to exit?\""),
    SIGTERM_DELAY("sigterm.delay", "0", Form.MILLIS, true, "how long a termination signal is held up"),

    API_BIND("api.bind", "127.0.0.1", Form.pattern("[0-9A-Fa-f:.]+", "an address"), false, "address of the API port"),
    API_ASK("api.ask", "no", Form.YES_NO, true, "\"Accept incoming connection\" also for loopback"),
    API_MAX("api.max", "193", Form.pattern("1\\d\\d|2[01]\\d|22[0-5]", "100 to 225"), false,
            "highest server version; above 193 only the start of a conversation, the time and errors are complete"),
    API_READONLY("api.readonly", "yes", Form.YES_NO, false, "Read-Only API as a new user finds it"),
    API_PORT("api.port", "0", Form.pattern("\\d{1,5}", "port"), false,
            "port as a new user finds it; 0: 4001 live, 4002 paper (TWS 7496, 7497)"),
    API_FAULT("api.fault", "none", Form.choice("none", "silent", "noaccept", "eof", "eofhello", "hello", "news", "redirect"), true,
            "accepts and never reads; never accepts; closes at once; closes after the client's hello; answers the hello and"
                    + " nothing more; a stray frame before the hello; sends the client elsewhere"),
    API_FAULT_AFTER("api.fault.after", "0", Form.SECONDS, true, "the fault begins that long after login (0: at once)"),
    API_FAULT_SECONDS("api.fault.seconds", "0", Form.SECONDS, true, "and lasts that long (0: for good)"),
    API_REDIRECT("api.redirect", "127.0.0.1:4999", Form.TEXT, true, "where redirect sends the client"),
    API_WEDGE("api.wedge", "no", Form.YES_NO, true, "a connection closed before its hello was whole makes the API silent for good"),
    API_HELLO_DELAY("api.hello.delay", "0", Form.MILLIS, true, "before the hello is answered"),
    API_DROP_AFTER("api.drop.after", "0", Form.SECONDS, true, "each client is dropped that long after it began"),

    UPSTREAM_DOWN("upstream.down", "no", Form.YES_NO, true, "no connection to the servers from the login on (2110)"),
    UPSTREAM_LOST_AFTER("upstream.lost.after", "0", Form.SECONDS, true, "it is lost that long after login (1100)"),
    UPSTREAM_BACK_AFTER("upstream.back.after", "0", Form.SECONDS, true, "and restored that long after the loss"),
    UPSTREAM_BACK_CODE("upstream.back.code", "1102", Form.choice("1101", "1102"), true, "restored without data, or with"),

    MARKET_SEED("market.seed", "1", Form.pattern("\\d{1,9}", "number"), false, "another number, other prices"),
    MARKET_INTERVAL("market.interval", "250", Form.pattern("[1-9]\\d{1,5}", "milliseconds, 10 or more"), false, "between ticks"),

    QUIRK_MODALCONFIG("quirk.modalconfig", "no", Form.YES_NO, true, "a modal configuration dialog, on which IBC hangs"),
    QUIRK_STUCK("quirk.stuck", "", Form.TEXT, true, "a box of the configuration, by its text, that cannot be changed"),
    QUIRK_MISSING("quirk.missing", "", Form.TEXT, true, "a box of the configuration, by its text, that is not there"),
    QUIRK_NOSETTINGS("quirk.nosettings", "no", Form.YES_NO, true, "no menu Configure > Settings, on which IBC gives up");

    final String key;
    final String dflt;
    final Form form;
    final boolean fault;
    final String help;

    Switch(String key, String dflt, Form form, boolean fault, String help) {
        this.key = key;
        this.dflt = dflt;
        this.form = form;
        this.fault = fault;
        this.help = help;
    }

    /** The key as an environment variable and in the configuration file. */
    String variable() {
        return "SIMULATOR_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Words shared by two rows; an enum cannot use its own constants in its constructors. */
    private static final class Words {
        static final String[] REJECTIONS = {"failed", "unrecognized", "loginerror", "connection", "toomany", "locked", "expired",
            "unavailable", "session", "hang"};
        static final String[] TROUBLES = {"none", "failed", "unrecognized", "loginerror", "connection", "toomany", "locked",
            "expired", "unavailable", "session", "hang"};
    }
}
