// SPDX-License-Identifier: MIT
package simulator;

import java.awt.BorderLayout;
import java.awt.CardLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JCheckBox;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JRadioButton;
import javax.swing.JScrollPane;
import javax.swing.JTextField;
import javax.swing.JTree;
import javax.swing.WindowConstants;
import javax.swing.tree.DefaultMutableTreeNode;
import javax.swing.tree.TreePath;

/**
 * The configuration dialog. Others find its parts by their texts, the two number fields by the name of the panel around them,
 * and the controls of "Lock and Exit" by the grandparent of the label. It must not be modal, or whoever clicks for it hangs.
 */
final class ConfigDialog {
    private static final String[] PRECAUTIONS = {
        "Bypass Order Precautions for API Orders",
        "Bypass Bond warning for API Orders.",
        "Bypass negative yield to worst confirmation for API Orders.",
        "Bypass Called Bond warning for API Orders",
        "Bypass \"same action pair trade\" warning for API orders.",
        "Bypass price-based volatility risk warning for API Orders.",
        "Bypass US Stocks market data in shares warning for API Orders",
        "Bypass Redirect Order warning for Stock API Orders",
        "Bypass No Overfill Protection precaution for destinations where implied natively."
    };

    private final JDialog dialog;
    private final Settings settings;
    private final Runnable applied;
    private final JCheckBox enable = new JCheckBox("Enable ActiveX and Socket Clients");
    private final JCheckBox readOnly = new JCheckBox("Read-Only API");
    private final JCheckBox lots = new JCheckBox("Send market data in lots for US stocks for dual-mode API clients");
    private final JTextField port = new JTextField(6);
    private final JTextField master = new JTextField(6);
    private final JTextField time = new JTextField(5);
    private final JRadioButton am = new JRadioButton("AM");
    private final JRadioButton pm = new JRadioButton("PM");
    private final JRadioButton logoff = new JRadioButton("Auto logoff");
    private final JRadioButton restart = new JRadioButton("Auto restart");
    private final List<JCheckBox> precautions = new ArrayList<>();
    private final CardLayout cards = new CardLayout();
    private final JPanel pages = new JPanel(cards);

    /** applied is run whenever the settings have changed, resetIds when the order numbers are to begin anew. */
    ConfigDialog(JFrame owner, Program program, Switches switches, String account, Settings settings, Runnable applied, Runnable resetIds) {
        this.settings = settings;
        this.applied = applied;
        dialog = new JDialog(owner, account + " Trader Workstation Configuration", false);
        dialog.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        pages.add(apiPage(program, resetIds), "Settings");
        pages.add(precautionsPage(), "Precautions");
        pages.add(lockPage(), "Lock and Exit");
        load();
        for (JCheckBox c : boxes()) {
            if (c.getText().equals(switches.text(Switch.QUIRK_STUCK))) stick(c);
            if (c.getText().equals(switches.text(Switch.QUIRK_MISSING))) c.getParent().remove(c);
        }
        dialog.add(new JScrollPane(tree()), BorderLayout.WEST);
        dialog.add(pages, BorderLayout.CENTER);
        dialog.add(buttons(), BorderLayout.SOUTH);
        Ui.outline(dialog.getRootPane());
        dialog.setSize(new Dimension(760, 420));
        dialog.setLocationRelativeTo(owner);
    }

    private List<JCheckBox> boxes() {
        List<JCheckBox> all = new ArrayList<>(precautions);
        all.addAll(List.of(enable, readOnly, lots));
        all.removeIf(c -> c.getParent() == null);
        return all;
    }

    private static void stick(JCheckBox c) {
        boolean as = c.isSelected();
        c.addActionListener(e -> c.setSelected(as));
    }

    void show(boolean modal) {
        dialog.setModal(modal);
        dialog.setVisible(true);
    }

    private JPanel apiPage(Program program, Runnable resetIds) {
        JPanel portBox = Ui.row(new JLabel("Socket port"), port);
        portBox.setName("Socket port");
        JPanel masterBox = Ui.row(new JLabel("Master API client ID"), master);
        masterBox.setName("Master API client ID");
        JPanel page = Ui.column();
        if (!program.isGateway()) page.add(Ui.row(enable));
        for (JPanel p : new JPanel[] {Ui.row(readOnly), portBox, masterBox, Ui.row(lots),
                Ui.row(Ui.button("Reset API order ID sequence", resetIds))}) page.add(p);
        return page;
    }

    private JPanel precautionsPage() {
        JPanel page = Ui.column();
        for (String text : PRECAUTIONS) {
            JCheckBox c = new JCheckBox(text);
            precautions.add(c);
            page.add(c);
        }
        return page;
    }

    private JPanel lockPage() {
        Ui.group(am, pm);
        Ui.group(logoff, restart);
        JLabel label = new JLabel(settings.autoRestart ? "Set Auto Restart Time (HH:MM)" : "Set Auto Log Off Time (HH:MM)");
        return Ui.column(Ui.column(Ui.row(label, time, am, pm), Ui.row(logoff, restart)));
    }

    private JTree tree() {
        DefaultMutableTreeNode root = new DefaultMutableTreeNode("Configuration");
        DefaultMutableTreeNode api = new DefaultMutableTreeNode("API");
        root.add(new DefaultMutableTreeNode("Lock and Exit"));
        root.add(api);
        api.add(new DefaultMutableTreeNode("Settings"));
        api.add(new DefaultMutableTreeNode("Precautions"));
        JTree tree = new JTree(root);
        tree.expandPath(new TreePath(api.getPath()));
        tree.addTreeSelectionListener(e -> {
            TreePath p = e.getNewLeadSelectionPath();
            if (p != null) cards.show(pages, p.getLastPathComponent().toString());
        });
        return tree;
    }

    private JPanel buttons() {
        JPanel bar = new JPanel(new FlowLayout(FlowLayout.RIGHT));
        bar.add(Ui.button("OK", () -> {
            apply();
            dialog.dispose();
        }));
        bar.add(Ui.button("Apply", this::apply));
        bar.add(Ui.button("Cancel", dialog::dispose));
        return bar;
    }

    private void load() {
        enable.setSelected(settings.apiEnabled);
        readOnly.setSelected(settings.readOnly);
        lots.setSelected(settings.sendLots);
        port.setText("" + settings.port);
        master.setText(settings.masterId);
        time.setText(settings.time);
        (settings.pm ? pm : am).setSelected(true);
        (settings.autoRestart ? restart : logoff).setSelected(true);
        for (JCheckBox c : precautions) c.setSelected(settings.precautions.getOrDefault(c.getText(), false));
    }

    private void apply() {
        settings.apiEnabled = enable.isSelected();
        settings.readOnly = readOnly.isSelected();
        settings.sendLots = lots.isSelected();
        if (port.getText().trim().matches("[1-9]\\d{0,4}")) settings.port = Integer.parseInt(port.getText().trim());
        settings.masterId = master.getText().trim();
        if (time.getText().trim().matches("(0?[1-9]|1[0-2]):[0-5]\\d")) settings.time = time.getText().trim();
        settings.pm = pm.isSelected();
        settings.autoRestart = restart.isSelected();
        for (JCheckBox c : precautions) settings.precautions.put(c.getText(), c.isSelected());
        applied.run();
    }
}
