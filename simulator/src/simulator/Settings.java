// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What one user has configured, kept in <settings dir>/<user directory>/simulator-settings.properties. */
final class Settings {
    final Path dir;
    volatile int port;
    volatile boolean readOnly;
    volatile String masterId = "";
    volatile int nextOrderId = 1;
    boolean apiEnabled = true;
    boolean sendLots;
    boolean autoRestart;
    String time = "11:45";
    boolean pm = true;
    final Map<String, Boolean> precautions = new TreeMap<>();

    Settings(Path dir, int port, boolean readOnly) {
        this.dir = dir;
        this.port = port;
        this.readOnly = readOnly;
    }

    /** Name of a user's directory: 40 letters a to p, always the same for the same name. */
    static String directoryOf(String user) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(user.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            StringBuilder name = new StringBuilder();
            for (byte b : digest) name.append((char) ('a' + (b >> 4 & 15))).append((char) ('a' + (b & 15)));
            return name.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path file() {
        return dir.resolve("simulator-settings.properties");
    }

    void load() throws IOException {
        Files.createDirectories(dir);
        if (!Files.exists(file())) return;
        Properties p = new Properties();
        try (Reader r = Files.newBufferedReader(file())) {
            p.load(r);
        }
        port = Integer.parseInt(p.getProperty("port", "" + port));
        readOnly = flag(p, "readOnly", readOnly);
        apiEnabled = flag(p, "apiEnabled", apiEnabled);
        sendLots = flag(p, "sendLots", sendLots);
        autoRestart = flag(p, "autoRestart", autoRestart);
        masterId = p.getProperty("masterId", masterId);
        nextOrderId = Integer.parseInt(p.getProperty("nextOrderId", "1"));
        time = p.getProperty("time", time);
        pm = flag(p, "pm", pm);
        for (String k : p.stringPropertyNames()) {
            if (k.startsWith("precaution.")) precautions.put(k.substring(11), flag(p, k, false));
        }
    }

    private static boolean flag(Properties p, String key, boolean dflt) {
        return Boolean.parseBoolean(p.getProperty(key, "" + dflt));
    }

    void save() throws IOException {
        Properties p = new Properties();
        p.setProperty("port", "" + port);
        p.setProperty("readOnly", "" + readOnly);
        p.setProperty("apiEnabled", "" + apiEnabled);
        p.setProperty("sendLots", "" + sendLots);
        p.setProperty("autoRestart", "" + autoRestart);
        p.setProperty("masterId", masterId);
        p.setProperty("nextOrderId", "" + nextOrderId);
        p.setProperty("time", time);
        p.setProperty("pm", "" + pm);
        precautions.forEach((k, v) -> p.setProperty("precaution." + k, "" + v));
        try (Writer w = Files.newBufferedWriter(file())) {
            p.store(w, "settings of this user");
        }
    }

    /** For the event log. */
    @Override public String toString() {
        return "port=" + port + " readOnly=" + readOnly + " master=" + masterId + " lots=" + sendLots + " "
                + (autoRestart ? "restart=" : "logoff=") + time + (pm ? " PM" : " AM") + " precautions=" + precautions;
    }
}
