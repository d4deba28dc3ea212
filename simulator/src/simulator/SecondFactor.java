// SPDX-License-Identifier: MIT
package simulator;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.WindowConstants;

/** The second factor: maybe a choice of devices, then a dialog that waits for the person's answer, here or elsewhere. */
final class SecondFactor {
    /** How it came out. */
    enum Outcome { OK, STALL, EXPIRE }

    private static final String TITLE = "Second Factor Authentication";
    private static final String CARD_TITLE = "Security Code Card Authentication";
    private final Switches switches;
    private final EventLog log;
    private final Windows windows;
    private final OneTimeCode codes;

    SecondFactor(Switches switches, EventLog log, Windows windows) {
        this.switches = switches;
        this.log = log;
        this.windows = windows;
        codes = new OneTimeCode(switches.text(Switch.TWOFA_SECRET));
    }

    private boolean wanted(boolean paper, int attempt) {
        String modes = switches.text(Switch.TWOFA_MODES);
        boolean here = modes.equals("both") || modes.equals(paper ? "paper" : "live");
        return here && !switches.nth(Switch.TWOFA, attempt).equals("none");
    }

    /** Returns when it is over; at once if none is asked for. */
    Outcome ask(boolean paper, int attempt) {
        if (!wanted(paper, attempt)) return Outcome.OK;
        String how = switches.nth(Switch.TWOFA, attempt);
        if (how.equals("devices")) {
            boolean app = chooseDevice().toLowerCase(Locale.ROOT).contains("authenticator");
            how = app && !switches.text(Switch.TWOFA_SECRET).isEmpty() ? "plaincode" : "dialog";
        }
        long began = System.nanoTime();
        String result = switch (how) {
            case "code" -> type(TITLE, "Enter the code of your Mobile Authenticator app", how);
            case "plaincode" -> type(TITLE, "Enter security code", "code");
            case "sms" -> type(TITLE, "Enter the code that was sent to you by text message", how);
            case "card" -> type(CARD_TITLE, "Enter the values of your card at 12 and 174", how);
            case "challenge" -> type(TITLE, "Challenge: 123 456. Enter the response string", how);
            case "inline" -> inline(attempt);
            default -> wait(windows.label(TITLE, "Check your phone for a notification.", "Cancel"), attempt);
        };
        log.event("second factor: " + result + " after " + (System.nanoTime() - began) / 1_000_000 + " ms");
        return Outcome.valueOf(result.toUpperCase(Locale.ROOT));
    }

    private String wait(Prompt p, int attempt) {
        String button = p.await(switches.millis(Switch.TWOFA_SECONDS));
        p.close();
        return button != null ? "expire" : switches.nth(Switch.TWOFA_RESULT, attempt);
    }

    private String inline(int attempt) {
        windows.secondFactorInLogin(true);
        Ui.pause(switches.millis(Switch.TWOFA_SECONDS));
        windows.secondFactorInLogin(false);
        return switches.nth(Switch.TWOFA_RESULT, attempt);
    }

    /** A prompt for something to be typed; it stays until that is right, or the time is over. */
    private String type(String title, String says, String kind) {
        CompletableFuture<String> over = new CompletableFuture<>();
        JDialog[] dialog = new JDialog[1];
        log.event("dialog \"" + title + "\" opened");
        Ui.edt(() -> {
            JDialog d = dialog[0] = dialog(title);
            JLabel state = new JLabel(says);
            JTextField field = new JTextField(10);
            JButton ok = Ui.button("OK", () -> {
                String verdict = kind.equals("code") ? codes.judge(field.getText()).name().toLowerCase(Locale.ROOT) : "wrong";
                log.event("second factor " + kind + " typed, " + field.getText().length() + " characters: " + verdict);
                field.setText("");
                if (verdict.equals("ok")) over.complete("ok");
                else state.setText(says + ". The last one was not valid.");
            });
            d.add(Ui.column(state, field, Ui.row(ok, Ui.button("Cancel", () -> over.complete("expire")))));
            open(d);
        });
        String result = "expire";
        try {
            result = over.get(switches.millis(Switch.TWOFA_SECONDS), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.event("second factor " + kind + " not given in time");
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        Ui.edt(dialog[0]::dispose);
        return result;
    }

    private JDialog dialog(String title) {
        JDialog d = new JDialog(windows.mainFrame(), title, false);
        d.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
        Ui.outline(d.getRootPane());
        return d;
    }

    private void open(JDialog d) {
        d.pack();
        d.setLocationRelativeTo(windows.mainFrame());
        d.setVisible(true);
    }

    private String chooseDevice() {
        CompletableFuture<String> chosen = new CompletableFuture<>();
        log.event("dialog \"" + TITLE + "\" opened");
        Ui.edt(() -> {
            JTextArea text = new JTextArea("Select second factor device");
            text.setEditable(false);
            text.setOpaque(false);
            JList<String> list = new JList<>(switches.text(Switch.TWOFA_DEVICES).split(","));
            JDialog d = dialog(TITLE);
            JButton ok = Ui.button("OK", () -> {
                d.dispose();
                chosen.complete("" + list.getSelectedValue());
            });
            list.setBorder(BorderFactory.createEmptyBorder(4, 6, 4, 6));
            d.add(Ui.column(text, list, Ui.row(ok)));
            open(d);
        });
        log.event("second factor device chosen: " + chosen.join());
        return chosen.join();
    }
}
