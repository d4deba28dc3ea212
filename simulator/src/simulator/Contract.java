// SPDX-License-Identifier: MIT
package simulator;

import java.time.ZoneId;

/** An instrument of the simulated market. */
record Contract(int conId, String symbol, String secType, String expiry, String multiplier, String exchange, String primaryExchange,
        String currency, String localSymbol, String tradingClass, String longName, String industry, double minTick, double price,
        double volatility) {

    ZoneId zone() {
        return ZoneId.of(zoneName());
    }

    String zoneName() {
        return secType.equals("FUT") ? "US/Central" : "US/Eastern";
    }

    boolean isStock() {
        return secType.equals("STK");
    }

    double multiplierValue() {
        return multiplier.isEmpty() ? 1 : Double.parseDouble(multiplier);
    }

    /** To the nearest price that can be traded. */
    double round(double p) {
        double ticks = Math.round(p / minTick);
        return Math.round(ticks * minTick * 1e8) / 1e8;
    }

    /** The eleven fields by which orders, executions and positions name an instrument. */
    Object[] fields(String noStrike, String noRight, String where) {
        return new Object[] {conId, symbol, secType, expiry, noStrike, noRight, multiplier, where, currency, localSymbol, tradingClass};
    }
}
