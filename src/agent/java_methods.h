// SPDX-License-Identifier: MIT
//
// The Java methods that the agent calls: each one once, by class, name and signature. java.h makes the
// enum of it, java.c the table. A class stands here because a method of it is called; the classes that
// are only recognised are in kind.c.

#ifndef AGENT_JAVA_METHODS_H
#define AGENT_JAVA_METHODS_H

#define CLASS_Object              "java/lang/Object"
#define CLASS_Toolkit             "java/awt/Toolkit"
#define CLASS_Component           "java/awt/Component"
#define CLASS_Container           "java/awt/Container"
#define CLASS_Window              "java/awt/Window"
#define CLASS_Frame               "java/awt/Frame"
#define CLASS_Dialog              "java/awt/Dialog"
#define CLASS_AccessibleContext   "javax/accessibility/AccessibleContext"
#define CLASS_JComponent          "javax/swing/JComponent"
#define CLASS_JInternalFrame      "javax/swing/JInternalFrame"
#define CLASS_AbstractButton      "javax/swing/AbstractButton"
#define CLASS_JMenu               "javax/swing/JMenu"
#define CLASS_JLabel              "javax/swing/JLabel"
#define CLASS_JProgressBar        "javax/swing/JProgressBar"
#define CLASS_View                "javax/swing/text/View"
#define CLASS_JTextComponent      "javax/swing/text/JTextComponent"
#define CLASS_JFormattedTextField "javax/swing/JFormattedTextField"
#define CLASS_Document            "javax/swing/text/Document"
#define CLASS_JComboBox           "javax/swing/JComboBox"
#define CLASS_JList               "javax/swing/JList"
#define CLASS_ListModel           "javax/swing/ListModel"
#define CLASS_JTabbedPane         "javax/swing/JTabbedPane"
#define CLASS_JTree               "javax/swing/JTree"
#define CLASS_TreePath            "javax/swing/tree/TreePath"
#define CLASS_JTable              "javax/swing/JTable"

#define JAVA_METHODS(METHOD) \
    METHOD(Object, toString, "()Ljava/lang/String;") \
    METHOD(Toolkit, addAWTEventListener, "(Ljava/awt/event/AWTEventListener;J)V") \
    METHOD(Component, isShowing, "()Z") \
    METHOD(Component, isDisplayable, "()Z") \
    METHOD(Component, isVisible, "()Z") \
    METHOD(Component, isEnabled, "()Z") \
    METHOD(Component, getX, "()I") \
    METHOD(Component, getY, "()I") \
    METHOD(Component, getWidth, "()I") \
    METHOD(Component, getHeight, "()I") \
    METHOD(Component, getName, "()Ljava/lang/String;") \
    METHOD(Component, getAccessibleContext, "()Ljavax/accessibility/AccessibleContext;") \
    METHOD(Component, requestFocusInWindow, "()Z") \
    METHOD(Component, dispatchEvent, "(Ljava/awt/AWTEvent;)V") \
    METHOD(Component, addComponentListener, "(Ljava/awt/event/ComponentListener;)V") \
    METHOD(Component, addPropertyChangeListener, "(Ljava/beans/PropertyChangeListener;)V") \
    METHOD(Container, getComponents, "()[Ljava/awt/Component;") \
    METHOD(Container, addContainerListener, "(Ljava/awt/event/ContainerListener;)V") \
    METHOD(AccessibleContext, getAccessibleName, "()Ljava/lang/String;") \
    METHOD(Window, isModalBlocked, "()Z") \
    METHOD(Frame, getTitle, "()Ljava/lang/String;") \
    METHOD(Frame, setExtendedState, "(I)V") \
    METHOD(Dialog, getTitle, "()Ljava/lang/String;") \
    METHOD(Dialog, isModal, "()Z") \
    METHOD(JInternalFrame, getTitle, "()Ljava/lang/String;") \
    METHOD(JComponent, getClientProperty, "(Ljava/lang/Object;)Ljava/lang/Object;") \
    METHOD(JComponent, getToolTipText, "()Ljava/lang/String;") \
    METHOD(AbstractButton, getText, "()Ljava/lang/String;") \
    METHOD(AbstractButton, isSelected, "()Z") \
    METHOD(AbstractButton, doClick, "(I)V") \
    METHOD(AbstractButton, addChangeListener, "(Ljavax/swing/event/ChangeListener;)V") \
    METHOD(JMenu, getMenuComponentCount, "()I") \
    METHOD(JMenu, getMenuComponent, "(I)Ljava/awt/Component;") \
    METHOD(JLabel, getText, "()Ljava/lang/String;") \
    METHOD(JProgressBar, getString, "()Ljava/lang/String;") \
    METHOD(View, getDocument, "()Ljavax/swing/text/Document;") \
    METHOD(JTextComponent, getDocument, "()Ljavax/swing/text/Document;") \
    METHOD(JTextComponent, isEditable, "()Z") \
    METHOD(JTextComponent, setText, "(Ljava/lang/String;)V") \
    METHOD(JTextComponent, replaceSelection, "(Ljava/lang/String;)V") \
    METHOD(JFormattedTextField, commitEdit, "()V") \
    METHOD(Document, getLength, "()I") \
    METHOD(Document, getText, "(II)Ljava/lang/String;") \
    METHOD(Document, addDocumentListener, "(Ljavax/swing/event/DocumentListener;)V") \
    METHOD(JComboBox, getItemCount, "()I") \
    METHOD(JComboBox, getItemAt, "(I)Ljava/lang/Object;") \
    METHOD(JComboBox, getSelectedIndex, "()I") \
    METHOD(JComboBox, setSelectedIndex, "(I)V") \
    METHOD(JList, getModel, "()Ljavax/swing/ListModel;") \
    METHOD(JList, isSelectedIndex, "(I)Z") \
    METHOD(JList, setSelectedIndex, "(I)V") \
    METHOD(ListModel, getSize, "()I") \
    METHOD(ListModel, getElementAt, "(I)Ljava/lang/Object;") \
    METHOD(JTabbedPane, getTabCount, "()I") \
    METHOD(JTabbedPane, getTitleAt, "(I)Ljava/lang/String;") \
    METHOD(JTabbedPane, getSelectedIndex, "()I") \
    METHOD(JTabbedPane, setSelectedIndex, "(I)V") \
    METHOD(JTree, getRowCount, "()I") \
    METHOD(JTree, getPathForRow, "(I)Ljavax/swing/tree/TreePath;") \
    METHOD(JTree, convertValueToText, "(Ljava/lang/Object;ZZZIZ)Ljava/lang/String;") \
    METHOD(JTree, isRowSelected, "(I)Z") \
    METHOD(JTree, isExpanded, "(I)Z") \
    METHOD(JTree, setSelectionRow, "(I)V") \
    METHOD(JTree, expandRow, "(I)V") \
    METHOD(TreePath, getPathCount, "()I") \
    METHOD(TreePath, getLastPathComponent, "()Ljava/lang/Object;") \
    METHOD(JTable, getRowCount, "()I") \
    METHOD(JTable, getColumnCount, "()I") \
    METHOD(JTable, getColumnName, "(I)Ljava/lang/String;") \
    METHOD(JTable, getValueAt, "(II)Ljava/lang/Object;") \
    METHOD(JTable, isRowSelected, "(I)Z") \
    METHOD(JTable, setRowSelectionInterval, "(II)V")

#endif
