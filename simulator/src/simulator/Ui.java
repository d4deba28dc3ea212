// SPDX-License-Identifier: MIT
package simulator;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Font;
import java.lang.reflect.InvocationTargetException;
import javax.swing.AbstractButton;
import javax.swing.BorderFactory;
import javax.swing.BoxLayout;
import javax.swing.ButtonGroup;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;

/** Small Swing helpers and the colours all windows share. */
final class Ui {
    static final Color PAPER = new Color(0xf4f6f8);
    static final Color BRAND = new Color(0x24405e);
    static final Color GOOD = new Color(0x2e7d4f);
    static final Color BAD = new Color(0xb3392f);

    private Ui() { }

    /** Runs something on the event thread and waits for it. */
    static void edt(Runnable r) {
        if (SwingUtilities.isEventDispatchThread()) {
            r.run();
            return;
        }
        try {
            SwingUtilities.invokeAndWait(r);
        } catch (InterruptedException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void thread(String name, Runnable r) {
        new Thread(r, "simulator-" + name).start();
    }

    static JPanel column(Component... parts) {
        JPanel p = new JPanel();
        p.setLayout(new BoxLayout(p, BoxLayout.Y_AXIS));
        p.setBorder(BorderFactory.createEmptyBorder(10, 14, 10, 14));
        p.setBackground(PAPER);
        for (Component c : parts) {
            if (c instanceof JComponent j) j.setAlignmentX(0f);
            p.add(c);
        }
        return p;
    }

    /** A line of parts that takes no more height than it needs. */
    static JPanel row(Component... parts) {
        JPanel p = new JPanel(new FlowLayout(FlowLayout.LEFT, 6, 3)) {
            @Override public Dimension getMaximumSize() {
                return new Dimension(Integer.MAX_VALUE, getPreferredSize().height);
            }
        };
        p.setBackground(PAPER);
        for (Component c : parts) p.add(c);
        return p;
    }

    static JButton button(String text, Runnable action) {
        JButton b = new JButton(text);
        b.setFocusPainted(false);
        b.addActionListener(e -> action.run());
        return b;
    }

    static void group(AbstractButton... buttons) {
        ButtonGroup g = new ButtonGroup();
        for (AbstractButton b : buttons) g.add(b);
    }

    /** An edge around a window: there may be no window manager to draw one. */
    static void outline(JComponent root) {
        root.setBorder(BorderFactory.createLineBorder(BRAND));
    }

    /** The band on top of every window that says what this is, so that nobody takes it for the real program. */
    static JPanel header(String program) {
        JLabel name = new JLabel("Simulator");
        name.setFont(name.getFont().deriveFont(Font.BOLD, 20f));
        name.setForeground(Color.WHITE);
        JLabel what = new JLabel("stands in for " + program + " \u00b7 nothing here reaches a broker");
        what.setForeground(new Color(0xb9c9da));
        JPanel p = new JPanel(new BorderLayout(12, 0));
        p.setBackground(BRAND);
        p.setBorder(BorderFactory.createEmptyBorder(10, 14, 10, 14));
        p.add(name, BorderLayout.WEST);
        p.add(what, BorderLayout.CENTER);
        return p;
    }
}
