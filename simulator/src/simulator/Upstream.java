// SPDX-License-Identifier: MIT
package simulator;

/** The connection to the servers, as far as clients hear of it. */
final class Upstream {
    private boolean up;

    Upstream(boolean up) {
        this.up = up;
    }

    boolean isUp() {
        return up;
    }

    /** Changes the state and tells everybody. */
    void change(boolean nowUp, int code, Iterable<ApiConnection> clients) {
        if (up == nowUp) return;
        up = nowUp;
        for (ApiConnection c : clients) {
            c.error(-1, code, text(code));
            farms(c);
        }
    }

    /** What a client hears right after it began. */
    void greet(ApiConnection c) {
        if (!up) c.error(-1, 2110, text(2110));
        farms(c);
    }

    private void farms(ApiConnection c) {
        String state = up ? "OK" : "broken";
        c.error(-1, up ? 2104 : 2103, "Market data farm connection is " + state + ":usfarm");
        c.error(-1, up ? 2106 : 2105, "HMDS data farm connection is " + state + ":ushmds");
        c.error(-1, up ? 2158 : 2157, "Sec-def data farm connection is " + state + ":secdefnj");
    }

    private static String text(int code) {
        return switch (code) {
            case 1100 -> "Connectivity between IBKR and Trader Workstation has been lost.";
            case 1101 -> "Connectivity between IBKR and Trader Workstation has been restored - data lost.";
            case 1102 -> "Connectivity between IBKR and Trader Workstation has been restored - data maintained. "
                    + "All data farms are connected: usfarm; ushmds; secdefnj.";
            default -> "Connectivity between Trader Workstation and server is broken. It will be restored automatically.";
        };
    }
}
