// SPDX-License-Identifier: MIT
package simulator;

import java.util.concurrent.CompletableFuture;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JList;
import javax.swing.JTextArea;
import javax.swing.WindowConstants;

/** The second factor: maybe a choice of devices, then a dialog that waits for the person's answer elsewhere. */
final class SecondFactor {
    /** How it came out. */
    enum Outcome { OK, STALL, EXPIRE }

    private static final String TITLE = "Second Factor Authentication";
    private final Switches switches;
    private final EventLog log;
    private final Windows windows;

    SecondFactor(Switches switches, EventLog log, Windows windows) {
        this.switches = switches;
        this.log = log;
        this.windows = windows;
    }

    private boolean wanted(boolean paper, int attempt) {
        String modes = switches.text(Switch.TWOFA_MODES);
        boolean here = modes.equals("both") || modes.equals(paper ? "paper" : "live");
        return here && !switches.nth(Switch.TWOFA, attempt).equals("none");
    }

    /** Returns when it is over; at once if none is asked for. */
    Outcome ask(boolean paper, int attempt) {
        if (!wanted(paper, attempt)) return Outcome.OK;
        if (switches.nth(Switch.TWOFA, attempt).equals("devices")) chooseDevice();
        Prompt p = windows.label(TITLE, "Check your phone for a notification.", "Cancel");
        long began = System.nanoTime();
        String button = p.await(switches.millis(Switch.TWOFA_SECONDS));
        p.close();
        String result = button != null ? "expire" : switches.nth(Switch.TWOFA_RESULT, attempt);
        log.event("second factor: " + result + " after " + (System.nanoTime() - began) / 1_000_000 + " ms");
        return Outcome.valueOf(result.toUpperCase(java.util.Locale.ROOT));
    }

    private void chooseDevice() {
        CompletableFuture<String> chosen = new CompletableFuture<>();
        log.event("dialog \"" + TITLE + "\" opened");
        Ui.edt(() -> {
            JTextArea text = new JTextArea("Select second factor device");
            text.setEditable(false);
            text.setOpaque(false);
            JList<String> list = new JList<>(switches.text(Switch.TWOFA_DEVICES).split(","));
            JDialog d = new JDialog(windows.mainFrame(), TITLE, false);
            d.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
            Ui.outline(d.getRootPane());
            JButton ok = Ui.button("OK", () -> {
                d.dispose();
                chosen.complete(list.getSelectedValue());
            });
            list.setBorder(BorderFactory.createEmptyBorder(4, 6, 4, 6));
            d.add(Ui.column(text, list, Ui.row(ok)));
            d.pack();
            d.setLocationRelativeTo(windows.mainFrame());
            d.setVisible(true);
        });
        log.event("second factor device chosen: " + chosen.join());
    }
}
