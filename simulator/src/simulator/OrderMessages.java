// SPDX-License-Identifier: MIT
package simulator;

import java.time.format.DateTimeFormatter;

/** How orders and executions look on the wire; the order of the fields is the protocol's. */
final class OrderMessages {
    private static final Double NONE = Message.UNSET;
    private static final Integer NO_INT = Message.UNSET_INT;

    private OrderMessages() { }

    static Message status(Order o, int version) {
        Message m = version < 131 ? new Message(3, 6, o.orderId) : new Message(3, o.orderId);
        m.add(o.status.word, o.filled, o.remaining(), o.avgPrice, o.permId, o.parentId, o.avgPrice, o.clientId, "");
        return m.since(131, version, 0);
    }

    static Message openOrder(Order o, String account, int version) {
        Message m = version < 145 ? new Message(5, 34, o.orderId) : new Message(5, o.orderId);
        head(m, o, account, version);
        m.add("", 0, "", -1, 0, "", "", "", "", "", NO_INT, 0, 0, 0, "");   // settling firm to minimum quantity
        m.add(3, 0, 0, "", o.parentId, 0);                                 // OCA type to trigger method
        volatilityToAlgorithm(m);
        m.add(0, o.whatIf, o.status.word);
        margins(m, o);
        m.add(0, 0, 0, "None", NONE, NONE, NONE, NONE, NONE, NONE, 0, "", "", "");
        m.add(0, 0, 0).since(151, version, 0).since(145, version, 0);
        tail(m, version);
        return m;
    }

    /** Contract and the fields every order message begins with. */
    private static void head(Message m, Order o, String account, int version) {
        m.add(o.contract.fields("0", "?", o.contract.exchange()));
        m.add(o.action(), o.quantity, o.type, set(o.limit), set(o.stop), o.tif.isEmpty() ? "DAY" : o.tif, "", account, "", 0, o.orderRef);
        m.add(o.clientId, o.permId, 0, 0, 0, "", "", "", "", "").before(177, version, "").add("", "", "", "");
    }

    private static void volatilityToAlgorithm(Message m) {
        m.add("", 0, "", "", 0, 0, "", "", "", "", "", 0, 0, 0, NO_INT, NO_INT, "");
        m.add("", 0, "", "IB", 0, 0, "");
    }

    private static Object set(double price) {
        return price == NONE ? "0.0" : (Object) price;
    }

    private static void margins(Message m, Order o) {
        if (!o.whatIf) {
            m.add(NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, "", "", "", "", "");
            return;
        }
        double margin = Math.round(o.quantity * o.contract.price() * o.contract.multiplierValue() * 25) / 100.0;
        double commission = Execution.commissionFor(o.contract, o.quantity);
        m.add(0.0, 0.0, 0.0, margin, margin, -commission, margin, margin, -commission, commission, "", "", "USD", "");
    }

    private static void tail(Message m, int version) {
        m.since(158, version, NO_INT).since(160, version, NO_INT).since(162, version, 0);
        m.since(170, version, "", "", "", "", "").since(183, version, "").since(184, version, 0).since(185, version, 0);
        m.since(189, version, 0).since(193, version, "", NO_INT);
    }

    static Message execution(Execution e, int req, String account, int version) {
        Order o = e.order();
        Message m = new Message(11, req, o.orderId).add(o.contract.fields("0.0", "", o.contract.exchange()));
        m.add(e.id(), e.stamp(), account, o.contract.exchange(), o.buy ? "BOT" : "SLD", e.shares(), e.price(), o.permId, o.clientId, 0);
        return m.add(e.shares(), e.price(), o.orderRef, "", "", "", 2).since(178, version, 0).since(198, version, "");
    }

    static Message commission(Execution e) {
        return new Message(59, 1, e.id(), e.commission(), e.order().contract.currency(), e.realized(), NONE, "");
    }

    static Message completed(Order o, String account, int version) {
        Message m = new Message(101).add(o.contract.fields("0", "?", o.contract.exchange()));
        m.add(o.action(), o.quantity, o.type, set(o.limit), set(o.stop), o.tif.isEmpty() ? "DAY" : o.tif, "", account, "", 0, o.orderRef);
        m.add(o.permId, 0, 0, 0, "", "", "", "").before(177, version, "").add("", "", "", "");
        m.add("", 0, "", -1, "", "", "", "", "", NO_INT, 0, 0, "", 3, 0);   // settling firm to trigger method
        m.add("", 0, "", "", 0, 0, "", "", "", 0, 0, 0, NO_INT, NO_INT, "");
        m.add("", "", "IB", 0, 0, "", 0, o.status.word, 0, 0, 0, NONE, NONE, NONE, 0, 0, "");
        String when = o.completed.format(DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss")) + " " + o.contract.zoneName();
        boolean traded = o.status == Order.Status.FILLED;
        m.add(o.filled, 0, 0, "", 0, 0, 0, when, traded ? "Filled Size: " + Message.number(o.filled) : "Cancelled by Trader");
        return m.since(170, version, "", "", "", "", "").since(183, version, "").since(184, version, 0);
    }
}
