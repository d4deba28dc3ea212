// SPDX-License-Identifier: MIT
//
// The program that the agent is tested with: opens windows on command. Commands come on standard input,
// one in a line; answers go to descriptor 3, one line each, also when a button was clicked. It is not the
// simulator: nothing here resembles the gateway.

import java.awt.BorderLayout;
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.GraphicsEnvironment;
import java.awt.Window;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JCheckBoxMenuItem;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JDesktopPane;
import javax.swing.JDialog;
import javax.swing.JEditorPane;
import javax.swing.JFileChooser;
import javax.swing.JFrame;
import javax.swing.JInternalFrame;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JPasswordField;
import javax.swing.JProgressBar;
import javax.swing.JRadioButton;
import javax.swing.JScrollPane;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.JToggleButton;
import javax.swing.JTree;
import javax.swing.WindowConstants;
import javax.swing.tree.DefaultMutableTreeNode;

public final class Windows {
    private interface Command {
        void run() throws Exception;
    }

    private static final Map<String, Command> COMMANDS = new HashMap<>();       // on the event thread
    private static PrintStream answers;
    private static JFrame changing;
    private static JLabel changingLabel;
    private static JTextField changingField;
    private static JDialog flicker;

    public static void main(String[] args) throws Exception {
        answers = new PrintStream(new FileOutputStream("/dev/fd/3"), true, StandardCharsets.UTF_8);
        fillTable();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            obey(line);
        }
        System.exit(0);
    }

    private static void obey(String line) throws Exception {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "headless" -> answer("headless " + GraphicsEnvironment.isHeadless());
            case "exit" -> System.exit(Integer.parseInt(words[1]));
            case "collect" -> Unusual.collect();
            case "churn" -> Unusual.churn(Integer.parseInt(words[1]));
            case "block" -> Unusual.block();
            case "release" -> Unusual.release();
            case "build" -> Unusual.buildHalf();
            case "second" -> Unusual.openInSecondContext();
            default -> onEventThread(COMMANDS.get(line));
        }
    }

    static void answer(String text) {
        answers.println(text.replace("\\", "\\\\").replace("\n", "\\n"));
    }

    private static void onEventThread(Command command) throws Exception {
        String[] outcome = { "done" };
        EventQueue.invokeAndWait(() -> {
            try {
                command.run();
            } catch (Exception e) {
                outcome[0] = e.toString();
            }
        });
        answer(outcome[0]);
    }

    // ---- windows ----

    static void show(Window window, JComponent... components) {
        JPanel panel = new JPanel(new FlowLayout());
        for (JComponent component : components) {
            panel.add(component);
        }
        window.add(panel, BorderLayout.CENTER);
        window.pack();
        window.setVisible(true);
    }

    private static JButton button(String text, Runnable action) {
        JButton button = new JButton(text);
        button.addActionListener(e -> action.run());
        return button;
    }

    private static <T extends JComponent> T named(String name, T component) {
        component.setName(name);
        return component;
    }

    private static void fillTable() {
        COMMANDS.put("wake", () -> { });
        COMMANDS.put("labels", Windows::labels);
        COMMANDS.put("states", Windows::states);
        COMMANDS.put("question", () -> EventQueue.invokeLater(Windows::question));
        COMMANDS.put("rows", Windows::rows);
        COMMANDS.put("tabs", Windows::tabs);
        COMMANDS.put("menus", Windows::menus);
        COMMANDS.put("login", Windows::login);
        COMMANDS.put("opener", Windows::opener);
        COMMANDS.put("throwing", Windows::throwing);
        COMMANDS.put("closing", Windows::closing);
        COMMANDS.put("huge", Windows::huge);
        COMMANDS.put("changing", Windows::changing);
        COMMANDS.put("retitle", () -> changing.setTitle("Changing B"));
        COMMANDS.put("relabel", () -> changingLabel.setText("after"));
        COMMANDS.put("type", () -> changingField.setText("typed by a person"));
        COMMANDS.put("extend", Windows::extend);
        COMMANDS.put("renew", Windows::renew);
        COMMANDS.put("flicker", Windows::flicker);
        COMMANDS.put("hide", () -> flicker.setVisible(false));
        COMMANDS.put("unhide", () -> flicker.setVisible(true));
        COMMANDS.put("chooser", () -> EventQueue.invokeLater(Windows::chooser));
        COMMANDS.put("quitter", () -> show(new JFrame("Quitter"), button("Quit", () -> System.exit(3))));
        COMMANDS.put("many", Windows::many);
        COMMANDS.put("clear", Windows::clear);
    }

    private static void clear() {
        for (Window window : Window.getWindows()) {
            window.dispose();
        }
    }

    private static void labels() {
        JEditorPane page = new JEditorPane("text/html", "<html><h1>News</h1><p>All is <i>well</i></html>");
        page.setEditable(false);
        JTextArea area = new JTextArea("one\ttab\nback\\slash \uD83D\uDD11 \uD800 end");
        area.setEditable(false);
        JTextArea endless = new JTextArea("x".repeat(5000));
        endless.setEditable(false);
        JProgressBar progress = new JProgressBar();
        progress.setStringPainted(true);
        progress.setString("half way");
        show(new JFrame("Labels"), new JLabel("plain"), new JLabel("<html><b>Bold</b> &amp; calm<br>next"),
                new JButton("<html>Press <u>me</u>"), page, area, endless, progress);
    }

    private static void states() {
        JButton disabled = new JButton("Disabled");
        disabled.setEnabled(false);
        JButton hidden = new JButton("Hidden");
        hidden.setVisible(false);
        JButton picture = new JButton();
        picture.setToolTipText("Picture");
        JTextField fixed = named("fixed", new JTextField("fixed text"));
        fixed.setEditable(false);
        JDesktopPane desktop = new JDesktopPane();
        JInternalFrame internal = new JInternalFrame("Inside");
        internal.setVisible(true);
        desktop.add(internal);
        JCheckBox check = new JCheckBox("Check");
        check.addActionListener(e -> answer("check " + check.isSelected()));
        show(new JFrame("States"), disabled, hidden, picture, fixed, check, new JRadioButton("Radio", true),
                new JToggleButton("Toggle"), new JTextField("what is typed"), desktop);
    }

    private static void question() {
        int options = JOptionPane.YES_NO_OPTION;
        int choice = JOptionPane.showConfirmDialog(null, "Are you sure?", "Question", options);
        answer("question " + choice);
    }

    private static void chooser() {
        answer("chooser " + new JFileChooser("/usr").showOpenDialog(null));
    }

    private static void rows() {
        DefaultMutableTreeNode root = new DefaultMutableTreeNode("Configuration");
        DefaultMutableTreeNode api = new DefaultMutableTreeNode("API");
        api.add(new DefaultMutableTreeNode("Settings"));
        root.add(api);
        root.add(new DefaultMutableTreeNode("Display"));
        JTree tree = new JTree(root);
        tree.addTreeSelectionListener(e -> answer("tree " + e.getPath()));
        Object[][] cells = { { "AAPL", 100 }, { "MSFT", 200 } };
        JTable table = new JTable(cells, new Object[] { "Symbol", "Position" });
        JComboBox<String> combo = new JComboBox<>(new String[] { "red", "green" });
        JList<String> list = new JList<>(new String[] { "IB Key", "Authenticator" });
        JList<Object> broken = named("broken", new JList<>(new Object[] { new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("a row that cannot be told");
            }
        }, "sound" }));
        // it is painted, too
        broken.setCellRenderer((l, value, index, chosen, focus) -> new JLabel("row"));
        show(new JFrame("Rows"), tree, new JScrollPane(table), combo, list, broken);
    }

    private static void tabs() {
        JTabbedPane tabs = new JTabbedPane();
        tabs.addTab("Front", new JLabel("in front"));
        tabs.addTab("Back", new JLabel("behind"));
        show(new JFrame("Tabs"), tabs);
    }

    private static void menus() {
        JFrame frame = new JFrame("Menus");
        JMenu menu = new JMenu("File");
        JMenuItem leave = new JMenuItem("Leave");
        leave.addActionListener(e -> answer("menu Leave"));
        menu.add(leave);
        menu.add(new JCheckBoxMenuItem("Checked", true));
        JMenuBar bar = new JMenuBar();
        bar.add(menu);
        frame.setJMenuBar(bar);
        show(frame, new JLabel("below"));
    }

    private static void login() {
        JTextField user = named("user", new JTextField(12));
        JTextField pin = named("pin", new JTextField(12));
        JPasswordField password = new JPasswordField(12);
        JLabel label = new JLabel("Password:");
        label.setLabelFor(password);
        JButton enter = button("Log In", () -> answer("login " + user.getText() + " " + pin.getText() + " "
                + new String(password.getPassword())));
        JButton lock = button("Lock", () -> pin.setEditable(false));
        show(new JFrame("Login"), user, label, password, pin, enter, lock);
    }

    private static void opener() {
        JFrame frame = new JFrame("Opener");
        show(frame, button("Open", () -> {
            JDialog dialog = new JDialog(frame, "Modal", true);
            show(dialog, button("Inner", () -> answer("inner")), button("Shut", dialog::dispose));
            answer("modal is over");
        }));
        JDialog modeless = new JDialog(frame, "Modeless", false);
        show(modeless, new JLabel("no hurry"));
        JDialog bare = new JDialog(frame, "Bare", false);
        bare.setUndecorated(true);
        show(bare, new JLabel("no frame around"));
    }

    private static void throwing() {
        JTextField field = new JTextField(12);
        field.getDocument().addUndoableEditListener(e -> {
            throw new IllegalStateException("no text, please");
        });
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> answer("uncaught " + e.getMessage()));
        show(new JFrame("Throwing"), field, button("Throw", () -> {
            throw new IllegalStateException("no click, please");
        }));
    }

    private static void closing() {
        JFrame easy = new JFrame("Easy");
        easy.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        show(easy, new JLabel("goes"));
        JFrame stubborn = new JFrame("Stubborn") {
            @Override
            public void setExtendedState(int state) {
                super.setExtendedState(state);
                answer("state " + getExtendedState());
            }
        };
        stubborn.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
        stubborn.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent e) {
                answer("stays");
            }
        });
        show(stubborn, new JLabel("stays"));
    }

    private static void huge() {
        JFrame frame = new JFrame("Huge");
        JPanel panel = new JPanel();
        String[][] cells = new String[300][25];
        for (String[] row : cells) {
            java.util.Arrays.fill(row, "\u20AC".repeat(300));
        }
        for (int i = 0; i < 3; i++) {
            panel.add(new JScrollPane(new JTable(cells, cells[0])));
        }
        show(frame, panel);
    }

    private static void changing() {
        changing = new JFrame("Changing A");
        changingLabel = new JLabel("before");
        changingField = new JTextField("nothing yet");
        show(changing, changingLabel, changingField);
    }

    private static void extend() {
        changing.getContentPane().add(new JLabel("a new one"), BorderLayout.SOUTH);
        changing.validate();
    }

    private static void renew() {
        changing.getContentPane().removeAll();
        show(changing, new JLabel("<html>one <b>of</b> many"), new JTextField("typed"),
                new JPasswordField("never told"), new JButton("Press"), new JList<>(new String[] { "row" }));
    }

    private static void flicker() {
        flicker = new JDialog((JFrame) null, "Flicker");
        show(flicker, new JLabel("now and then"));
    }

    private static void many() {
        for (int i = 0; i < 70; i++) {
            JDialog dialog = new JDialog((JFrame) null, "One of many");
            show(dialog, new JLabel("number " + i));
        }
    }
}
