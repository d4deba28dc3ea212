// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** jts.ini: written if missing; else left as it is, but for the directory of the last user. */
final class JtsIni {
    private static final String LAST = "LastUserDirectory=";
    private static final List<String> FRESH = List.of(
            "[IBGateway]", "WriteDebug=false", "TrustedIPs=127.0.0.1", "LocalServerPort=4000", "ApiOnly=true",
            "MainWindow.Width=700", "MainWindow.Height=550", "",
            "[Logon]", "Locale=en", "TimeZone=UTC", "Individual=1", "tradingMode=p", "displayedproxymsg=1",
            "useRemoteSettings=false", "UseSSL=true", "s3store=true", "",
            "[Communication]", "Region=us", "");

    private final Path file;

    JtsIni(Path settingsDir) {
        file = settingsDir.resolve("jts.ini");
    }

    void createIfMissing() {
        if (!Files.exists(file)) write(FRESH);
    }

    void recordLastUser(String userDir) {
        List<String> lines;
        try {
            lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return;
        }
        String line = LAST + userDir;
        if (lines.contains(line)) return;
        lines.removeIf(l -> l.startsWith(LAST));
        int section = lines.indexOf("[Logon]");
        if (section < 0) {
            lines.add("[Logon]");
            section = lines.size() - 1;
        }
        lines.add(section + 1, line);
        write(lines);
    }

    /** Written in place, not renamed over: the file may be a mount of its own. */
    private void write(List<String> lines) {
        try {
            Files.write(file, lines, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // a read-only settings directory is the business of whoever made it so
        }
    }
}
