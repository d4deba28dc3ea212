// SPDX-License-Identifier: MIT
package simulator;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.FlowLayout;
import java.awt.Frame;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/** A dialog with some text and buttons. Always modeless: a modal one would hold up whoever clicked for it. */
final class Prompt {
    private final EventLog log;
    private final JDialog dialog;
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    /** On the event thread. */
    Prompt(EventLog log, Frame owner, String title, Component body, String... buttons) {
        this.log = log;
        dialog = new JDialog(owner, title, false);
        dialog.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        Ui.outline(dialog.getRootPane());
        JPanel bar = new JPanel(new FlowLayout(FlowLayout.RIGHT));
        bar.setBackground(Ui.PAPER);
        for (String b : buttons) bar.add(Ui.button(b, () -> clicked(b)));
        dialog.add(body, BorderLayout.CENTER);
        dialog.add(bar, BorderLayout.SOUTH);
        dialog.addWindowListener(new WindowAdapter() {
            @Override public void windowClosed(WindowEvent e) {
                answer.complete("");
            }
        });
    }

    private void clicked(String button) {
        log.event("dialog \"" + dialog.getTitle() + "\" button \"" + button + "\"");
        answer.complete(button);
        dialog.dispose();
    }

    /** The event is written first, or a quick driver's click could come before it in the log. */
    Prompt open() {
        log.event("dialog \"" + dialog.getTitle() + "\" opened");
        Ui.edt(() -> {
            dialog.pack();
            dialog.setLocationRelativeTo(dialog.getOwner());
            dialog.setVisible(true);
        });
        return this;
    }

    /** The text of the button that was clicked; empty if the dialog went away otherwise. */
    CompletableFuture<String> answer() {
        return answer;
    }

    String await() {
        return answer.join();
    }

    /** The same, but null when time is up. */
    String await(long millis) {
        try {
            return answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void close() {
        Ui.edt(dialog::dispose);
    }

    static Prompt label(EventLog log, Frame owner, String title, String text, String... buttons) {
        return make(() -> new Prompt(log, owner, title, Ui.column(new JLabel(text)), buttons));
    }

    /** With the text in a text area: some dialogs are recognised by that. */
    static Prompt area(EventLog log, Frame owner, String title, String text, String... buttons) {
        return make(() -> {
            JTextArea a = new JTextArea(text);
            a.setEditable(false);
            a.setOpaque(false);
            return new Prompt(log, owner, title, Ui.column(a), buttons);
        });
    }

    private static Prompt make(java.util.function.Supplier<Prompt> maker) {
        Prompt[] made = new Prompt[1];
        Ui.edt(() -> made[0] = maker.get());
        return made[0].open();
    }

    /** Opens a dialog from a thread that must not wait for the event thread. */
    static void later(EventLog log, Frame owner, String title, String text, java.util.function.Consumer<String> then, String... buttons) {
        SwingUtilities.invokeLater(() -> label(log, owner, title, text, buttons).answer().thenAccept(then));
    }
}
