// SPDX-License-Identifier: MIT
//
// For properties_test.c: reads a properties file from standard input as any Java program would, and prints the bytes of the
// values of the keys 0, 1, 2, … in UTF-8, as hexadecimal digits, one a line.

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Properties;

final class ReadProperties {
    private ReadProperties() {
    }

    public static void main(String[] arguments) throws IOException {
        Properties properties = new Properties();
        properties.load(System.in);
        for (int i = 0; properties.containsKey(String.valueOf(i)); i++) {
            byte[] value = properties.getProperty(String.valueOf(i)).getBytes(StandardCharsets.UTF_8);
            System.out.println(HexFormat.of().formatHex(value));
        }
    }
}
