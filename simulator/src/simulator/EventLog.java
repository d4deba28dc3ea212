// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** One line per event in simulator.log (time, process id, event). Tests assert on the texts; no line ever holds a password. */
final class EventLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private final Path file;

    EventLog(Path settingsDir) {
        file = settingsDir.resolve("simulator.log");
    }

    synchronized void event(String what) {
        String line = LocalDateTime.now().format(TIME) + " " + ProcessHandle.current().pid() + " " + what + "\n";
        try {
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // a settings directory that cannot be written to is no reason to stop
        }
    }
}
