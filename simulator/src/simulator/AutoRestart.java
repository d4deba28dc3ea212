// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The restart once a day: the program leaves a token behind and ends; the next start, told of the token's directory, goes on
 * without a login. It also tries to start its own launcher, which whoever supervises it has renamed to prevent just that.
 */
final class AutoRestart {
    /** Whose session can be resumed. */
    record Token(String user, boolean paper) { }

    private static final String FILE = "autorestart";
    private final Program program;
    private final Switches switches;
    private final EventLog log;

    AutoRestart(Program program, Switches switches, EventLog log) {
        this.program = program;
        this.switches = switches;
        this.log = log;
    }

    void leaveToken(Path userDir, Token t) {
        Path file = userDir.resolve(FILE);
        try {
            Files.write(file, List.of(t.user(), t.paper() ? "paper" : "live"), StandardCharsets.UTF_8);
            log.event("autorestart file written " + file);
            startLauncher(userDir);
        } catch (IOException e) {
            log.event("auto-restart: " + e);
        }
    }

    private void startLauncher(Path userDir) throws IOException {
        String given = switches.text(Switch.LAUNCHER);
        Path launcher = given.isEmpty() ? installDir().resolve(program.launcher) : Path.of(given);
        if (!Files.isExecutable(launcher)) return;
        log.event("launching " + launcher + " (it was not renamed)");
        new ProcessBuilder(launcher.toString(), "-Drestart=" + userDir.getFileName()).inheritIO().start();
    }

    private static Path installDir() {
        try {
            return Path.of(AutoRestart.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Uses a token up; null if there is none that can be read. */
    Token takeToken(Path userDir) {
        Path file = userDir.resolve(FILE);
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            Files.delete(file);
            return new Token(lines.get(0), lines.get(1).equals("paper"));
        } catch (IOException | IndexOutOfBoundsException e) {
            log.event("cannot resume from " + file + ": " + e.getClass().getSimpleName());
            return null;
        }
    }
}
