// SPDX-License-Identifier: MIT
package ibgateway;

/** The gateway that IBC starts in Passwords.java: nothing but a login window. It comes before the simulator's own in the class path. */
public final class GWClient {
    private GWClient() { }

    public static void main(String[] args) {
        simulator.Passwords.startGateway();
    }
}
