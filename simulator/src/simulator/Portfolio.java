// SPDX-License-Identifier: MIT
package simulator;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Positions and cash of the account. */
final class Portfolio {
    private static final double START = 1_000_000;
    private static final double MARGIN = 0.25;
    private static final String BASE = "USD";

    /** So much of one instrument. */
    static final class Position {
        final Contract contract;
        double size;
        double avgCost;
        double realized;

        private Position(Contract contract) {
            this.contract = contract;
        }
    }

    private final Map<Integer, Position> positions = new LinkedHashMap<>();
    private final Market market;
    private double cash = START;
    private double realized;

    Portfolio(Market market) {
        this.market = market;
    }

    Collection<Position> positions() {
        return positions.values();
    }

    /** Books a trade and returns the profit it made real, or UNSET if it only opened. */
    double trade(Contract c, double signed, double price, double commission) {
        Position p = positions.computeIfAbsent(c.conId(), k -> new Position(c));
        double multiplier = c.multiplierValue();
        double profit = Message.UNSET;
        double closing = Math.min(Math.abs(signed), p.size * signed < 0 ? Math.abs(p.size) : 0);
        if (closing > 0) {
            profit = cents((price * multiplier - p.avgCost) * closing * Math.signum(p.size) - commission);
            p.realized += profit;
            realized += toBase(c, profit);
        }
        double opening = Math.abs(signed) - closing;
        double before = Math.abs(p.size) - closing;
        if (opening > 0) p.avgCost = (p.avgCost * before + price * multiplier * opening + commission) / (before + opening);
        p.size += signed;
        cash -= toBase(c, signed * price * (c.secType().equals("FUT") ? 0 : multiplier) + commission);
        if (c.secType().equals("FUT") && closing > 0) cash += profit + commission;
        return profit;
    }

    double marketPrice(Contract c) {
        return market.last(c, System.currentTimeMillis());
    }

    double value(Position p) {
        return p.size * marketPrice(p.contract) * p.contract.multiplierValue();
    }

    double unrealized(Position p) {
        return value(p) - p.size * p.avgCost;
    }

    private double toBase(Contract c, double amount) {
        return c.currency().equals(BASE) ? amount : amount / marketPrice(c);   // the only foreign one is quoted per dollar
    }

    /** What the account is worth, by the names of the account summary. */
    Map<String, Double> values() {
        double gross = 0;
        double unreal = 0;
        double worth = cash;
        for (Position p : positions.values()) {
            gross += Math.abs(toBase(p.contract, value(p)));
            unreal += toBase(p.contract, unrealized(p));
            worth += toBase(p.contract, p.contract.secType().equals("FUT") ? unrealized(p) : value(p));
        }
        double margin = gross * MARGIN;
        Map<String, Double> v = new LinkedHashMap<>();
        v.put("NetLiquidation", worth);
        v.put("TotalCashValue", cash);
        v.put("SettledCash", cash);
        v.put("AccruedCash", 0.0);
        v.put("BuyingPower", (worth - margin) / MARGIN);
        v.put("EquityWithLoanValue", worth);
        v.put("GrossPositionValue", gross);
        v.put("InitMarginReq", margin);
        v.put("MaintMarginReq", margin);
        v.put("FullInitMarginReq", margin);
        v.put("FullMaintMarginReq", margin);
        v.put("AvailableFunds", worth - margin);
        v.put("ExcessLiquidity", worth - margin);
        v.put("FullAvailableFunds", worth - margin);
        v.put("FullExcessLiquidity", worth - margin);
        v.put("UnrealizedPnL", unreal);
        v.put("RealizedPnL", realized);
        return v;
    }

    static String money(double d) {
        return String.format(java.util.Locale.ROOT, "%.2f", d);
    }

    private static double cents(double d) {
        return Math.round(d * 100) / 100.0;
    }
}
