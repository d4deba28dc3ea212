// SPDX-License-Identifier: MIT
package jclient;

/** Entry point of TWS, called as {@code main({settingsDirectory})}. It returns at once; the windows come later. */
public final class LoginFrame {
    private LoginFrame() { }

    public static void main(String[] args) {
        simulator.Simulator.start(simulator.Program.TWS, args);
    }
}
