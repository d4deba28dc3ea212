// SPDX-License-Identifier: MIT
package simulator;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Positions, account values, profit and loss. */
final class AccountService implements Service {
    private static final int PNL_MILLIS = 1000;
    private static final int ALL = -1;                      // the two subscriptions that have no request number

    private final Portfolio portfolio;
    private final String account;
    private final Subscriptions<List<String>> summaries = new Subscriptions<>();
    private final Subscriptions<Boolean> updates = new Subscriptions<>();
    private final Subscriptions<Boolean> positions = new Subscriptions<>();
    private final Subscriptions<Integer> profits = new Subscriptions<>();

    AccountService(EventLoop loop, Portfolio portfolio, String account) {
        this.portfolio = portfolio;
        this.account = account;
        loop.every(PNL_MILLIS, () -> profits.each(this::profit));
    }

    @Override public boolean handle(ApiConnection c, Fields f) {
        switch (f.id) {
            case 6 -> updates(c, f.skip(1).flag());
            case 17 -> c.send(new Message(15, 1, account));
            case 61 -> positions(c);
            case 62 -> summary(c, f);
            case 63 -> summaries.remove(c, f.skip(1).requestId());
            case 64 -> positions.remove(c, ALL);
            case 76 -> multi(c, f.skip(1).requestId());
            case 77 -> { }
            case 92 -> profits(c, f.requestId(), 0);
            case 94 -> profits(c, f.requestId(), f.skip(2).integer());
            case 93, 95 -> profits.remove(c, f.requestId());
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override public void drop(ApiConnection c) {
        summaries.drop(c);
        updates.drop(c);
        positions.drop(c);
        profits.drop(c);
    }

    /** After a trade everybody who follows the account is told. */
    void traded() {
        summaries.each((c, req, tags) -> sendSummary(c, req, tags));
        updates.each((c, req, x) -> sendUpdates(c));
        positions.each((c, req, x) -> sendPositions(c));
    }

    private void positions(ApiConnection c) {
        positions.add(c, ALL, true);
        sendPositions(c);
        c.send(new Message(62, 1));
    }

    private void sendPositions(ApiConnection c) {
        for (Portfolio.Position p : portfolio.positions()) {
            String where = p.contract.isStock() ? p.contract.primaryExchange() : p.contract.exchange();
            c.send(new Message(61, 3, account).add(p.contract.fields("0.0", "", where)).add(p.size, p.avgCost));
        }
    }

    private void summary(ApiConnection c, Fields f) {
        int req = f.skip(1).requestId();
        List<String> tags = List.of(f.skip(1).text().split(","));
        summaries.add(c, req, tags);
        sendSummary(c, req, tags);
        c.send(new Message(64, 1, req));
    }

    private void sendSummary(ApiConnection c, int req, List<String> tags) {
        Map<String, Double> values = portfolio.values();
        for (String tag : tags) {
            if (values.containsKey(tag)) summaryLine(c, req, tag, Portfolio.money(values.get(tag)), "USD");
            else if (tag.equals("AccountType")) summaryLine(c, req, tag, "INDIVIDUAL", "");
            else if (tag.equals("Cushion")) summaryLine(c, req, tag, "1", "");
            else if (tag.startsWith("$LEDGER")) summaryLine(c, req, "CashBalance", Portfolio.money(values.get("TotalCashValue")), "USD");
        }
    }

    private void summaryLine(ApiConnection c, int req, String tag, String value, String currency) {
        c.send(new Message(63, 1, req, account, tag, value, currency));
    }

    private void updates(ApiConnection c, boolean subscribe) {
        if (!subscribe) {
            updates.remove(c, ALL);
            return;
        }
        updates.add(c, ALL, true);
        sendUpdates(c);
    }

    private void sendUpdates(ApiConnection c) {
        c.send(new Message(6, 2, "AccountCode", account, "", account));
        c.send(new Message(6, 2, "AccountReady", "true", "", account));
        c.send(new Message(6, 2, "AccountType", "INDIVIDUAL", "", account));
        portfolio.values().forEach((k, v) -> c.send(new Message(6, 2, k, Portfolio.money(v), "USD", account)));
        for (Portfolio.Position p : portfolio.positions()) c.send(portfolioLine(p));
        c.send(new Message(8, 1, LocalTime.now().format(DateTimeFormatter.ofPattern("HH:mm"))));
        c.send(new Message(54, 1, account));
    }

    private Message portfolioLine(Portfolio.Position p) {
        Contract k = p.contract;
        Message m = new Message(7, 8, k.conId(), k.symbol(), k.secType(), k.expiry(), "0", "", k.multiplier(), k.primaryExchange(),
                k.currency(), k.localSymbol(), k.tradingClass());
        return m.add(p.size, portfolio.marketPrice(k), Portfolio.money(portfolio.value(p)), p.avgCost,
                Portfolio.money(portfolio.unrealized(p)), Portfolio.money(p.realized), account);
    }

    private void multi(ApiConnection c, int req) {
        portfolio.values().forEach((k, v) -> c.send(new Message(73, 1, req, account, "", k, Portfolio.money(v), "USD")));
        c.send(new Message(74, 1, req));
    }

    private void profits(ApiConnection c, int req, int conId) {
        profits.add(c, req, conId);
        profit(c, req, conId);
    }

    private void profit(ApiConnection c, int req, int conId) {
        if (conId == 0) {
            Map<String, Double> v = portfolio.values();
            double open = v.get("UnrealizedPnL");
            double closed = v.get("RealizedPnL");
            c.send(new Message(94, req, Portfolio.money(open + closed), Portfolio.money(open), Portfolio.money(closed)));
            return;
        }
        for (Portfolio.Position p : portfolio.positions()) {
            if (p.contract.conId() != conId) continue;
            double open = portfolio.unrealized(p);
            c.send(new Message(95, req, p.size, Portfolio.money(open + p.realized), Portfolio.money(open), Portfolio.money(p.realized),
                    Portfolio.money(portfolio.value(p))));
        }
    }
}
