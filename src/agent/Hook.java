// SPDX-License-Identifier: MIT
//
// What AWT calls back. The agent's only Java class: compiled at build time, embedded in the agent and
// put into the boot loader, so that every class loader of the program stands below it. It decides
// nothing and remembers nothing but its task: a listener only says "look again", run() carries out one
// task. The bodies are in hook.c.
package gatehouse;

import java.awt.AWTEvent;
import java.awt.EventQueue;
import java.awt.Window;
import java.awt.event.AWTEventListener;
import java.awt.event.ComponentEvent;
import java.awt.event.ComponentListener;
import java.awt.event.ContainerEvent;
import java.awt.event.ContainerListener;
import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import javax.swing.event.ChangeEvent;
import javax.swing.event.ChangeListener;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.text.Document;

final class Hook implements Runnable, AWTEventListener, PropertyChangeListener, ContainerListener,
        ComponentListener, DocumentListener, ChangeListener {

    // The group of the event thread that runs our tasks. A program may have further event threads (one
    // for each AppContext, each in its own group), and they must not look: they see other windows.
    private static volatile ThreadGroup home;

    private final long task;        // a struct task; this object owns it until run() has freed it

    Hook(long task) {
        this.task = task;
    }

    @Override
    public void run() {
        if (home == null) {
            home = Thread.currentThread().getThreadGroup();
        }
        perform();
    }

    private native void perform();              // the task, on the event thread

    private static native void look();          // windows came or went: at once, on the event thread

    private static native void touched();       // something changed: look soon; from any thread

    private static void window(Object source) {
        boolean ours = Thread.currentThread().getThreadGroup() == home;
        if (ours && source instanceof Window && EventQueue.isDispatchThread()) {
            look();
        } else {
            touched();
        }
    }

    @Override
    public void eventDispatched(AWTEvent event) {
        window(event.getSource());
    }

    @Override
    public void componentShown(ComponentEvent event) {
        window(event.getSource());
    }

    @Override
    public void componentHidden(ComponentEvent event) {
        window(event.getSource());
    }

    @Override
    public void componentMoved(ComponentEvent event) {
        // where things are is read when something else changes
    }

    @Override
    public void componentResized(ComponentEvent event) {
        // see componentMoved
    }

    @Override
    public void componentAdded(ContainerEvent event) {
        touched();
    }

    @Override
    public void componentRemoved(ContainerEvent event) {
        touched();
    }

    @Override
    public void propertyChange(PropertyChangeEvent event) {
        if (event.getNewValue() instanceof Document document) {
            document.removeDocumentListener(this);      // it may have been here before
            document.addDocumentListener(this);
        }
        touched();
    }

    @Override
    public void insertUpdate(DocumentEvent event) {
        touched();
    }

    @Override
    public void removeUpdate(DocumentEvent event) {
        touched();
    }

    @Override
    public void changedUpdate(DocumentEvent event) {
        touched();
    }

    @Override
    public void stateChanged(ChangeEvent event) {
        touched();
    }
}
