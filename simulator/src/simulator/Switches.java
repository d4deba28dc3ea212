// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;

/**
 * The values of the switches. Four sources, the first that knows a key wins: system property, configuration file (named by
 * the system property simulator.config; an inherited descriptor will do), environment, file in the settings directory.
 */
final class Switches {
    private static final String PREFIX = "simulator.";
    private static final String CONFIG = "simulator.config";
    private static final String FILE = "simulator.properties";

    private final Map<Switch, String> values = new EnumMap<>(Switch.class);
    private boolean faults = true;

    /** Reads all sources. What is unknown or impossible raises BadSwitch: a misspelt fault must not pass for a healthy run. */
    static Switches read(Path settingsDir, Properties system, Map<String, String> environment) throws BadSwitch {
        Switches s = new Switches();
        s.take(load(settingsDir.resolve(FILE)), sw -> sw.key, k -> true, FILE);
        s.take(environment, Switch::variable, k -> k.startsWith("SIMULATOR_"), "environment");
        String config = system.getProperty(CONFIG);
        if (config != null) s.take(loadConfig(config), Switch::variable, k -> true, "simulator.config");
        s.take(strings(system), sw -> PREFIX + sw.key, k -> k.startsWith(PREFIX) && !k.equals(CONFIG), "system property");
        return s;
    }

    private void take(Map<String, String> from, Function<Switch, String> name, Function<String, Boolean> ours, String where)
            throws BadSwitch {
        Map<String, Switch> known = new HashMap<>();
        for (Switch s : Switch.values()) known.put(name.apply(s), s);
        for (Map.Entry<String, String> e : from.entrySet()) {
            if (!ours.apply(e.getKey())) continue;
            Switch s = known.get(e.getKey());
            if (s == null) throw new BadSwitch(where + ": " + e.getKey() + " is not a switch of the simulator");
            put(s, e.getKey(), e.getValue(), where);
        }
    }

    private void put(Switch s, String name, String given, String where) throws BadSwitch {
        boolean verbatim = s == Switch.USERS;           // blanks at the end may belong to a password
        String value = verbatim ? given : given.trim();
        if (value.isEmpty()) value = s.dflt;
        if (!s.form.accepts(value)) {
            String shown = verbatim ? "(not shown)" : "\"" + value + "\"";
            throw new BadSwitch(where + ": " + name + "=" + shown + " is not possible, right would be: " + s.form.says());
        }
        values.put(s, value);
    }

    private static Map<String, String> load(Path file) throws BadSwitch {
        return Files.isRegularFile(file) ? loadConfig(file.toString()) : Map.of();
    }

    private static Map<String, String> loadConfig(String file) throws BadSwitch {
        Properties p = new Properties();
        try (Reader r = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            p.load(r);
        } catch (IOException | IllegalArgumentException e) {
            throw new BadSwitch(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return strings(p);
    }

    private static Map<String, String> strings(Properties p) {
        Map<String, String> m = new HashMap<>();
        for (String k : p.stringPropertyNames()) m.put(k, p.getProperty(k));
        return m;
    }

    /** From now on the switches marked as faults have their defaults. */
    void endFaults() {
        faults = false;
    }

    String text(Switch s) {
        return s.fault && !faults ? s.dflt : values.getOrDefault(s, s.dflt);
    }

    boolean on(Switch s) {
        return text(s).equals("yes");
    }

    int number(Switch s) {
        return Integer.parseInt(text(s));
    }

    /** A value in seconds, as milliseconds. */
    long millis(Switch s) {
        return Math.round(Double.parseDouble(text(s)) * 1000);
    }

    /** The n-th word (from 0) of a list, the last one repeating. */
    String nth(Switch s, int n) {
        String[] words = text(s).split(",");
        return words[Math.min(n, words.length - 1)].trim();
    }

    /** Prints the README's table. */
    public static void main(String[] args) {
        System.out.println("| key | default | fault | values | meaning |\n|---|---|---|---|---|");
        for (Switch s : Switch.values()) {
            String dflt = s.dflt.isEmpty() ? "" : "`" + s.dflt + "`";
            String fault = s.fault ? "yes" : "";
            System.out.println("| `" + s.key + "` | " + String.join(" | ", dflt, fault, s.form.says(), s.help) + " |");
        }
    }

    /** A switch that does not exist, or a value it cannot have. */
    static final class BadSwitch extends Exception {
        BadSwitch(String message) {
            super(message);
        }
    }
}
