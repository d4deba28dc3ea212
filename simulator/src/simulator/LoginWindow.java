// SPDX-License-Identifier: MIT
package simulator;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.util.Arrays;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JPasswordField;
import javax.swing.JTextField;
import javax.swing.JToggleButton;
import javax.swing.WindowConstants;

/** The login window. The same window serves every attempt: who automates it comes back to it. */
final class LoginWindow {
    /** What was typed and chosen. */
    record Entry(String user, String password, boolean paper, boolean fix) { }

    /** Called on the event thread. */
    interface Handler {
        void login(Entry entry);

        void closed();
    }

    private static final int WIDTH = 440;
    final JFrame frame;
    private final Handler handler;
    private final JButton submit = Ui.button("Log In", this::submit);
    private final JToggleButton api = new JToggleButton("IB API", true);
    private final JToggleButton fix = new JToggleButton("FIX CTCI");
    private final JToggleButton live = new JToggleButton("Live Trading", true);
    private final JToggleButton paper = new JToggleButton("Paper Trading");
    private final JPanel fields = new JPanel();
    private final JLabel factor = new JLabel("SECOND FACTOR AUTHENTICATION");
    private JTextField user;
    private JPasswordField password;

    LoginWindow(Program program, String title, boolean labelled, Handler handler) {
        this.handler = handler;
        frame = new JFrame(title);
        frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
        frame.addWindowListener(new Closing(handler::closed));
        Ui.group(api, fix);
        Ui.group(live, paper);
        api.addActionListener(e -> buildFields());
        fix.addActionListener(e -> buildFields());
        live.addActionListener(e -> submit.setText("Log In"));
        paper.addActionListener(e -> submit.setText("Paper Log In"));
        fields.setLayout(new BoxLayout(fields, BoxLayout.Y_AXIS));
        JPanel all = Ui.column();
        if (labelled) all.add(Ui.row(new JLabel("LOGIN")));
        if (program.isGateway()) all.add(labelled("API Type", api, fix));
        all.add(labelled("Trading Mode", live, paper));
        all.add(fields);
        factor.setVisible(false);
        all.add(Ui.row(factor));
        if (!program.isGateway()) all.add(Ui.row(new JCheckBox("Use/store settings on server")));
        all.add(labelled("", submit));
        buildFields();
        frame.add(Ui.header(program.isGateway() ? "IB Gateway" : "TWS"), BorderLayout.NORTH);
        frame.add(all, BorderLayout.CENTER);
        frame.getRootPane().setDefaultButton(submit);
        Ui.outline(frame.getRootPane());
        frame.setMinimumSize(new Dimension(WIDTH, 0));
        frame.pack();
        frame.setLocationRelativeTo(null);
    }

    private static JPanel labelled(String text, java.awt.Component... parts) {
        JLabel l = new JLabel(text);
        l.setPreferredSize(new Dimension(140, l.getFont().getSize() + 8));
        JPanel row = Ui.row(l);
        for (java.awt.Component c : parts) row.add(c);
        return row;
    }

    /** Only the fields of the chosen kind exist, as they are told apart by their order. */
    private void buildFields() {
        fields.removeAll();
        user = new JTextField(20);
        password = new JPasswordField(20);
        if (fix.isSelected()) {
            fields.add(labelled("FIX Username", new JTextField(20)));
            fields.add(labelled("FIX Password", new JPasswordField(20)));
            fields.add(labelled("Market data Username", user));
            fields.add(labelled("Market data Password", password));
        } else {
            fields.add(labelled("Username", user));
            fields.add(labelled("Password", password));
        }
        frame.pack();
    }

    private void submit() {
        submit.setEnabled(false);
        char[] typed = password.getPassword();
        handler.login(new Entry(user.getText(), new String(typed), paper.isSelected(), fix.isSelected()));
        Arrays.fill(typed, '\0');
    }

    /** The second factor is asked for in this very window, as some versions do. */
    void secondFactor(boolean asked) {
        factor.setVisible(asked);
        fields.setVisible(!asked);
        frame.pack();
        frame.setVisible(asked);
    }

    /** Shows it, ready for an attempt. */
    void show() {
        submit.setEnabled(true);
        frame.setVisible(true);
    }
}
