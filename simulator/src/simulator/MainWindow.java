// SPDX-License-Identifier: MIT
package simulator;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.GridLayout;
import java.awt.Insets;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JCheckBoxMenuItem;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.WindowConstants;
import javax.swing.table.DefaultTableModel;

/** The main window. It is recognised by its menus; the title only says how far things are. All methods on the event thread. */
final class MainWindow {
    /** What the menus do. */
    interface Commands {
        void configure();

        void exit(String how);

        void restart();

        void event(String what);
    }

    private static final int MOST_LINES = 300;
    final JFrame frame = new JFrame("Loading...");
    private final JMenuItem settings;
    private final JTextArea status = new JTextArea();
    private final JLabel server = new JLabel();
    private final JLabel port = new JLabel();
    private final DefaultTableModel clients = new DefaultTableModel(new Object[] {"Client", "Address", "Version"}, 0);

    MainWindow(Program program, boolean withoutSettings, Commands commands) {
        frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
        frame.addWindowListener(new Closing(() -> commands.exit("window")));
        JMenuBar bar = new JMenuBar();
        settings = program.isGateway() ? gatewayMenus(bar, withoutSettings, commands) : twsMenus(bar, commands);
        settings.setEnabled(false);
        frame.setJMenuBar(bar);
        frame.add(Ui.header(program.isGateway() ? "IB Gateway" : "TWS"), BorderLayout.NORTH);
        frame.add(body(), BorderLayout.CENTER);
        frame.addKeyListener(new Reconnect(commands));
        Ui.outline(frame.getRootPane());
        frame.setSize(700, 460);
        frame.setLocationRelativeTo(null);
        upstream(false);
        listening(0);
    }

    private static JMenuItem gatewayMenus(JMenuBar bar, boolean withoutSettings, Commands commands) {
        JMenu file = menu(bar, "File");
        for (String s : new String[] {"Gateway Logs", "API Logs", "Gateway Layout/Settings"}) file.add(new JMenuItem(s));
        item(file, "Close", () -> commands.exit("menu"));
        JMenu configure = menu(bar, "Configure");
        JMenuItem settings = item(configure, withoutSettings ? "Something else" : "Settings", commands::configure);
        configure.add(new JCheckBoxMenuItem("Automatic Encryption", true));
        item(menu(bar, "Help"), "About Gateway", () -> { });
        return settings;
    }

    private static JMenuItem twsMenus(JMenuBar bar, Commands commands) {
        JMenu file = menu(bar, "File");
        item(file, "Lock Application", () -> { });
        item(file, "Save Settings", () -> commands.event("save settings"));
        JMenuItem settings = item(file, "Global Configuration...", commands::configure);
        item(file, "Restart...", commands::restart);
        item(file, "Exit", () -> commands.exit("menu"));
        return settings;
    }

    private static JMenu menu(JMenuBar bar, String text) {
        JMenu m = new JMenu(text);
        bar.add(m);
        return m;
    }

    private static JMenuItem item(JMenu menu, String text, Runnable action) {
        JMenuItem i = new JMenuItem(text);
        i.addActionListener(e -> action.run());
        menu.add(i);
        return i;
    }

    private JPanel body() {
        JPanel states = new JPanel(new GridLayout(2, 2, 8, 4));
        states.setBackground(Ui.PAPER);
        states.setBorder(BorderFactory.createEmptyBorder(10, 14, 10, 14));
        states.add(new JLabel("Interactive Brokers API Server"));
        states.add(server);
        states.add(new JLabel("API Server"));
        states.add(port);
        status.setEditable(false);
        status.setMargin(new Insets(4, 6, 4, 6));
        status.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 12));
        JTable table = new JTable(clients);
        table.setEnabled(false);
        JScrollPane right = new JScrollPane(table);
        right.setPreferredSize(new Dimension(240, 0));
        JPanel p = new JPanel(new BorderLayout(6, 0));
        p.setBackground(Ui.PAPER);
        p.setBorder(BorderFactory.createEmptyBorder(0, 8, 8, 8));
        p.add(states, BorderLayout.NORTH);
        p.add(new JScrollPane(status), BorderLayout.CENTER);
        p.add(right, BorderLayout.EAST);
        return p;
    }

    void say(String line) {
        status.append(line + "\n");
        if (status.getLineCount() > MOST_LINES) status.setText(status.getText().substring(status.getText().length() / 2));
        status.setCaretPosition(status.getDocument().getLength());
    }

    void upstream(boolean up) {
        state(server, up ? "connected" : "disconnected", up);
    }

    void listening(int number) {
        state(port, number == 0 ? "disconnected" : "listening on port " + number, number != 0);
    }

    private static void state(JLabel l, String text, boolean good) {
        l.setText(text);
        l.setOpaque(true);
        l.setForeground(Color.WHITE);
        l.setBackground(good ? Ui.GOOD : Ui.BAD);
        l.setBorder(BorderFactory.createEmptyBorder(2, 8, 2, 8));
    }

    void clients(List<String[]> rows) {
        clients.setRowCount(0);
        for (String[] r : rows) clients.addRow(r);
    }

    void ready(String title) {
        frame.setTitle(title);
        frame.setVisible(true);
        settings.setEnabled(true);
    }

    /** The two ways to reconnect are key strokes only. */
    private static final class Reconnect extends KeyAdapter {
        private final Commands commands;

        Reconnect(Commands commands) {
            this.commands = commands;
        }

        @Override public void keyPressed(KeyEvent e) {
            if (!e.isControlDown() || !e.isAltDown()) return;
            if (e.getKeyCode() == KeyEvent.VK_F) commands.event("reconnect data");
            if (e.getKeyCode() == KeyEvent.VK_R) commands.event("reconnect account");
        }
    }
}
