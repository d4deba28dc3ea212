// SPDX-License-Identifier: MIT
package simulator;

/** Which of the two programs is played: they differ in titles, menus and default ports. */
public enum Program {
    GATEWAY("gateway", "IBKR Gateway", "IBKR Gateway", 4001, 4002, "ibgateway"),
    TWS("tws", "Login", "Interactive Brokers", 7496, 7497, "tws");

    final String word;
    final String loginTitle;
    final String mainTitle;
    final String launcher;
    private final int livePort;
    private final int paperPort;

    Program(String word, String loginTitle, String mainTitle, int livePort, int paperPort, String launcher) {
        this.word = word;
        this.loginTitle = loginTitle;
        this.mainTitle = mainTitle;
        this.livePort = livePort;
        this.paperPort = paperPort;
        this.launcher = launcher;
    }

    int defaultPort(boolean paper) {
        return paper ? paperPort : livePort;
    }

    boolean isGateway() {
        return this == GATEWAY;
    }
}
