// SPDX-License-Identifier: MIT
//
// As ReadProperties, but read by IBC itself: the file is the argument, IBC.jar is on the class path. By reflection, for the jar
// is not there where this is compiled.

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

final class ReadIbcSettings {
    private ReadIbcSettings() {
    }

    public static void main(String[] arguments) throws ReflectiveOperationException {
        PrintStream output = System.out;
        System.setOut(System.err);      // IBC prints what it read
        Constructor<?> constructor = Class.forName("ibcalpha.ibc.DefaultSettings").getConstructor(String.class);
        Object settings = constructor.newInstance(arguments[0]);
        Method get = settings.getClass().getMethod("getString", String.class, String.class);
        for (int i = 0;; i++) {
            String value = (String) get.invoke(settings, String.valueOf(i), "");
            if (value.isEmpty()) return;
            output.println(HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
