// SPDX-License-Identifier: MIT
package simulator;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** A trade that happened. */
record Execution(String id, Order order, double shares, double price, ZonedDateTime time, double commission, double realized) {

    String stamp() {
        return time.format(DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss")) + " " + order.contract.zoneName();
    }

    static double commissionFor(Contract c, double shares) {
        return switch (c.secType()) {
            case "STK" -> Math.max(1, Math.round(shares * 0.5) / 100.0);
            case "FUT" -> Math.round(shares * 225) / 100.0;
            default -> 2;
        };
    }
}
