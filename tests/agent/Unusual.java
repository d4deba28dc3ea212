// SPDX-License-Identifier: MIT
//
// What a program may do beside opening windows as it should: many of them, none for a while because its
// event thread is blocked, half of one, one in another AppContext. Part of Windows.java's program; all
// of it is called on the main thread.

import java.awt.EventQueue;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.security.Permission;
import java.util.concurrent.CountDownLatch;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPasswordField;
import javax.swing.JTextField;

final class Unusual {
    private static CountDownLatch latch;

    private Unusual() {
    }

    static void collect() {
        System.gc();
        Windows.answer("done");
    }

    // Opens and closes dialogs, each shown for the agent to see. What Swing needs for a label with HTML or a
    // list to choose from is many times what the window itself needs: only every tenth has them.
    static void churn(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            JDialog dialog = new JDialog((JFrame) null, "Churn " + i);
            boolean rich = i % 10 == 0;
            EventQueue.invokeAndWait(() -> Windows.show(dialog, rich ? richParts() : plainParts()));
            EventQueue.invokeAndWait(dialog::dispose);
        }
        Windows.answer("done");
    }

    private static JComponent[] plainParts() {
        return new JComponent[] { new JLabel("one of many"), new JPasswordField("never told", 12), new JButton("Close") };
    }

    private static JComponent[] richParts() {
        return new JComponent[] { new JLabel("<html>one <b>of</b> many"), new JTextField("typed"),
            new JPasswordField("never told", 12), new JButton("Close"), new JComboBox<>(new String[] { "first", "second" }) };
    }

    static void block() {
        latch = new CountDownLatch(1);
        EventQueue.invokeLater(() -> {
            Windows.answer("blocked");
            waitForRelease();
        });
    }

    static void release() {
        latch.countDown();
    }

    private static void waitForRelease() {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Windows.answer("interrupted");
        }
    }

    // Begins to build a dialog on a thread of its own, and stops where the dialog is among the windows
    // already, says that it is showing, and is not. A security manager is asked there, where there is one.
    @SuppressWarnings("removal")
    static void buildHalf() {
        latch = new CountDownLatch(1);
        try {
            System.setSecurityManager(new SecurityManager() {
                @Override
                public void checkPermission(Permission permission) {
                    if (permission.getName().equals("showWindowWithoutWarningBanner")) {
                        Windows.answer("half built");
                        waitForRelease();
                    }
                }
            });
        } catch (UnsupportedOperationException e) {
            Windows.answer("unsupported");
            return;
        }
        new Thread(() -> {
            new JDialog((JFrame) null, "Built");
            System.setSecurityManager(null);
            Windows.answer("built");
        }).start();
    }

    // A window of another AppContext, which has an event thread and a list of windows of its own.
    static void openInSecondContext() throws ClassNotFoundException {
        Class<?> toolkit = Class.forName("sun.awt.SunToolkit");
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        new Thread(new ThreadGroup(root, "second"), () -> {
            try {
                toolkit.getMethod("createNewAppContext").invoke(null);
                EventQueue.invokeLater(Unusual::openSecond);
            } catch (ReflectiveOperationException e) {
                Windows.answer("unsupported");
            }
        }).start();
    }

    private static void openSecond() {
        JFrame frame = new JFrame("Second");
        frame.addWindowListener(new WindowAdapter() {
            @Override
            public void windowOpened(WindowEvent e) {
                Windows.answer("done");
            }
        });
        Windows.show(frame, new JLabel("elsewhere"));
    }
}
