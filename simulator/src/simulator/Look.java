// SPDX-License-Identifier: MIT
package simulator;

import java.awt.Font;
import javax.swing.UIManager;
import javax.swing.plaf.ColorUIResource;
import javax.swing.plaf.FontUIResource;
import javax.swing.plaf.metal.DefaultMetalTheme;
import javax.swing.plaf.metal.MetalLookAndFeel;

/** Colours and fonts of the windows: the plain Metal look, which starts fastest, with flat colours. */
final class Look extends DefaultMetalTheme {
    private static final FontUIResource PLAIN = new FontUIResource(Font.SANS_SERIF, Font.PLAIN, 12);

    /** Must be called before the first window is made. */
    static void install() {
        MetalLookAndFeel.setCurrentTheme(new Look());
        try {
            UIManager.setLookAndFeel(new MetalLookAndFeel());
        } catch (javax.swing.UnsupportedLookAndFeelException e) {
            // then it looks as it looks
        }
    }

    private static ColorUIResource color(int rgb) {
        return new ColorUIResource(rgb);
    }

    @Override public String getName() {
        return "Simulator";
    }

    @Override protected ColorUIResource getPrimary1() {
        return color(0x24405e);
    }

    @Override protected ColorUIResource getPrimary2() {
        return color(0xb9d0e8);
    }

    @Override protected ColorUIResource getPrimary3() {
        return color(0xd9e6f3);
    }

    @Override protected ColorUIResource getSecondary1() {
        return color(0x9aa5b1);
    }

    @Override protected ColorUIResource getSecondary2() {
        return color(0xc9d1da);
    }

    @Override protected ColorUIResource getSecondary3() {
        return color(0xf4f6f8);
    }

    @Override public FontUIResource getControlTextFont() {
        return PLAIN;
    }

    @Override public FontUIResource getMenuTextFont() {
        return PLAIN;
    }

    @Override public FontUIResource getSystemTextFont() {
        return PLAIN;
    }

    @Override public FontUIResource getUserTextFont() {
        return PLAIN;
    }

    @Override public FontUIResource getSubTextFont() {
        return PLAIN;
    }

    @Override public FontUIResource getWindowTitleFont() {
        return PLAIN;
    }
}
