// SPDX-License-Identifier: MIT
package ibgateway;

/** Entry point of IB Gateway, called as {@code main({settingsDirectory})}. It returns at once; the windows come later. */
public final class GWClient {
    private GWClient() { }

    public static void main(String[] args) {
        simulator.Simulator.start(simulator.Program.GATEWAY, args);
    }
}
