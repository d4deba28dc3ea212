// SPDX-License-Identifier: MIT
package simulator;

import java.awt.BorderLayout;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JProgressBar;
import javax.swing.WindowConstants;

/**
 * The small window that shows how far the login has come, in its title. That it is closed while its title is
 * "Starting application..." is how others know that the login is complete.
 */
final class SplashWindow {
    private final JFrame frame = new JFrame();
    private final JLabel stage = new JLabel();

    SplashWindow(Program program) {
        JProgressBar bar = new JProgressBar();
        bar.setIndeterminate(true);
        frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
        frame.add(Ui.header(program.isGateway() ? "IB Gateway" : "TWS"), BorderLayout.NORTH);
        frame.add(Ui.column(stage, bar), BorderLayout.CENTER);
        Ui.outline(frame.getRootPane());
        frame.setSize(500, 150);
        frame.setLocationRelativeTo(null);
    }

    void stage(String title) {
        frame.setTitle(title);
        stage.setText(title);
        if (!frame.isVisible()) frame.setVisible(true);
    }

    void dispose() {
        frame.dispose();
    }
}
