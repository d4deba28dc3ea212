// SPDX-License-Identifier: MIT
package simulator;

import java.time.LocalDate;
import java.util.List;

/** What instruments there are. */
final class ContractService implements Service {

    @Override public boolean handle(ApiConnection c, Fields f) {
        switch (f.id) {
            case 9 -> details(c, f);
            case 81 -> search(c, f);
            case 91 -> marketRule(c, f.integer());
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override public void drop(ApiConnection c) { }

    private static void details(ApiConnection c, Fields f) {
        int req = f.skip(1).requestId();
        Contract contract = Contracts.read(f);
        c.send(message(contract, req, c.version()));
        c.send(new Message(52, 1, req));
    }

    private static Message message(Contract c, int req, int version) {
        Message m = new Message(10).before(164, version, 8).add(req, c.symbol(), c.secType(), c.expiry()).since(182, version, c.expiry());
        m.add("0", "", c.exchange(), c.currency(), c.localSymbol(), c.tradingClass(), c.tradingClass(), c.conId(), c.minTick());
        m.before(164, version, 100);
        m.add(c.multiplier(), "ACTIVETIM,LMT,MKT,STP,STPLMT,WHATIF", exchanges(c), 1, 0, c.longName(), c.primaryExchange());
        m.add(c.expiry().isEmpty() ? "" : c.expiry().substring(0, 6), c.industry(), "", "", c.zoneName());
        LocalDate today = LocalDate.now(c.zone());
        m.add(new Sessions(c, false).hours(today), new Sessions(c, true).hours(today), "", "");
        m.add(0, 1, "", "", rule(c), c.expiry()).since(152, version, c.isStock() ? "COMMON" : "");
        m.add(version == 163 ? new Object[] {"1"} : new Object[0]);
        return m.since(164, version, "0.0001", "0.0001", "100").since(186, version, 0);
    }

    private static String exchanges(Contract c) {
        return c.isStock() ? "SMART,AMEX,NYSE,ARCA,BATS,IEX,NASDAQ" : c.exchange();
    }

    /** Instruments with the same tick share a market rule. */
    private static int rule(Contract c) {
        return c.minTick() == 0.01 ? 26 : c.minTick() == 0.25 ? 67 : c.minTick() == 0.005 ? 240 : 239;
    }

    private static void marketRule(ApiConnection c, int rule) {
        double tick = rule == 26 ? 0.01 : rule == 67 ? 0.25 : rule == 240 ? 0.005 : 0.00005;
        c.send(new Message(93, rule, 1, 0.0, tick));
    }

    private static void search(ApiConnection c, Fields f) {
        int req = f.requestId();
        List<Contract> found = Contracts.search(f.text());
        Message m = new Message(79, req, found.size());
        for (Contract k : found) {
            m.add(k.conId(), k.symbol(), k.secType(), k.primaryExchange(), k.currency(), 0).since(176, c.version(), k.longName(), "");
        }
        c.send(m);
    }
}
