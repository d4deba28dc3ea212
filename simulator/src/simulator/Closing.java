// SPDX-License-Identifier: MIT
package simulator;

import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;

/** Does something when a window's close button is used. */
final class Closing extends WindowAdapter {
    private final Runnable action;

    Closing(Runnable action) {
        this.action = action;
    }

    @Override public void windowClosing(WindowEvent e) {
        action.run();
    }
}
