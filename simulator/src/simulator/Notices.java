// SPDX-License-Identifier: MIT
package simulator;

import java.awt.BorderLayout;
import java.awt.Frame;
import javax.swing.JCheckBox;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JTextPane;
import javax.swing.WindowConstants;

/** The dialogs that come right after login. */
final class Notices {
    private final Switches switches;
    private final EventLog log;
    private final Windows windows;

    Notices(Switches switches, EventLog log, Windows windows) {
        this.switches = switches;
        this.log = log;
        this.windows = windows;
    }

    /** Shows what is to be shown, one after the other, and returns when all but the unknown one have been answered. */
    void show(boolean paper) {
        if (paper && switches.on(Switch.PAPER_NOTICE)) paper();
        if (switches.on(Switch.BIDASK)) {
            Ui.pause(switches.number(Switch.BIDASK_DELAY));
            bidAsk().await();
        }
        if (switches.on(Switch.TIP)) windows.label("Tip of the Day", "Read the manual.", "Close").await();
        for (String notice : switches.text(Switch.NOTICES).split(",")) further(notice.trim());
        String unknown = switches.text(Switch.UNKNOWN);
        if (!unknown.isEmpty()) unknown(unknown);
    }

    /** Windows that hold nothing up. */
    private void further(String notice) {
        switch (notice) {
            case "version" -> windows.label("IBKR Gateway", "A Newer Version of this program is available.", "OK", "No");
            case "messages" -> windows.label("Login Messages", "The exchange is closed on Monday.", "Close");
            case "nse" -> frame("NSE Compliance", "Members of the exchange must read this.");
            case "password" -> frame("Password Notice", "Your password will expire in 5 days.", "OK");
            case "blind" -> windows.label("Order", "This is blind trading. Are you sure you want to submit this order?", "Yes", "No");
            case "preview" -> windows.area("Order Preview", "You do not have market data: this is blind trading.",
                    "Override and Transmit", "Cancel");
            case "crypto" -> windows.label("Cryptocurrency order confirmation", "Buy 1 BTC?", "Transmit", "Cancel");
            default -> { }
        }
    }

    /** Some are frames of their own, closed by their button or their cross. */
    private void frame(String title, String text, String... buttons) {
        log.event("frame \"" + title + "\" opened");
        Ui.edt(() -> {
            JFrame f = new JFrame(title);
            f.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
            f.addWindowListener(new Closing(() -> log.event("frame \"" + title + "\" closed")));
            f.add(Ui.column(new JLabel(text)), BorderLayout.CENTER);
            for (String b : buttons) f.add(Ui.button(b, () -> {
                log.event("frame \"" + title + "\" button \"" + b + "\"");
                f.dispose();
            }), BorderLayout.SOUTH);
            f.pack();
            f.setVisible(true);
        });
    }

    /** Comes back until it is accepted. */
    private void paper() {
        String accept = "I understand and accept";
        String text = "<html>This is not a brokerage account. <br>This is a \"paper\" trading account.</html>";
        String answer;
        do {
            answer = windows.label("Warning", text, accept).await();
        } while (!answer.equals(accept));
    }

    private Prompt bidAsk() {
        return make(windows.mainFrame(), frame -> {
            JTextPane text = new JTextPane();
            text.setText("Bid, Ask and Last Size Display Update");
            text.setEditable(false);
            return new Prompt(log, frame, "Notice", Ui.column(text, new JCheckBox("Don't display this message again.")),
                    "I understand - display market data");
        });
    }

    private void unknown(String title) {
        make(windows.mainFrame(), frame -> new Prompt(log, frame, title,
                Ui.column(new JLabel("Quarterly attestation of the frobnication level is due."),
                        new JLabel("Your answer has consequences that this dialog does not explain.")), "Proceed anyway", "Not now"));
    }

    private static Prompt make(Frame owner, java.util.function.Function<Frame, Prompt> maker) {
        Prompt[] p = new Prompt[1];
        Ui.edt(() -> p[0] = maker.apply(owner));
        return p[0].open();
    }
}
