// SPDX-License-Identifier: MIT
package simulator;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All orders and what becomes of them: marketable ones trade at once, others rest until the price comes or they are cancelled. */
final class OrderBook {
    private static final int SUBMIT_MILLIS = 10;
    private static final int MATCH_MILLIS = 20;

    /** Who is told of what happens to orders. */
    interface Listener {
        void changed(Order order);

        void executed(Execution e);

        void error(Order order, int code, String text);
    }

    private final EventLoop loop;
    private final Market market;
    private final Portfolio portfolio;
    private final Listener listener;
    private final Map<String, Order> orders = new LinkedHashMap<>();
    private final Set<Order> open = new LinkedHashSet<>();
    private final List<Execution> executions = new ArrayList<>();
    private int lastPermId = (int) (System.currentTimeMillis() / 1000);

    OrderBook(EventLoop loop, Market market, Portfolio portfolio, Listener listener) {
        this.loop = loop;
        this.market = market;
        this.portfolio = portfolio;
        this.listener = listener;
    }

    void start(long interval) {
        loop.every(interval, this::match);
    }

    private static String key(int clientId, int orderId) {
        return clientId + ":" + orderId;
    }

    Iterable<Order> orders() {
        return new ArrayList<>(orders.values());
    }

    List<Execution> executions() {
        return executions;
    }

    void place(Order o) {
        Order known = orders.get(key(o.clientId, o.orderId));
        if (known == null) {
            o.permId = ++lastPermId;
            orders.put(key(o.clientId, o.orderId), o);
            open.add(o);
            if (o.transmit) submit(o);
        } else if (known.isOpen()) {
            known.modify(o);
            if (known.status == Order.Status.HELD && known.transmit) submit(known);
            else listener.changed(known);
        } else {
            throw new ApiError(103, "Duplicate order id");
        }
    }

    private void submit(Order o) {
        Order parent = orders.get(key(o.clientId, o.parentId));
        if (parent != null && parent.status == Order.Status.HELD) submitFamily(parent);
        else become(o, Order.Status.PRE_SUBMITTED);
        activate(o);
    }

    /** A group of orders is held until its last one says transmit; then all go together. */
    private void submitFamily(Order parent) {
        become(parent, Order.Status.PRE_SUBMITTED);
        activate(parent);
        for (Order o : children(parent)) if (o.status == Order.Status.HELD) become(o, Order.Status.PRE_SUBMITTED);
    }

    /** A child waits until its parent is filled. */
    private void activate(Order o) {
        Order parent = orders.get(key(o.clientId, o.parentId));
        if (o.parentId != 0 && parent != null && parent.status != Order.Status.FILLED) return;
        loop.after(SUBMIT_MILLIS, () -> {
            if (o.status != Order.Status.PRE_SUBMITTED) return;
            become(o, Order.Status.SUBMITTED);
            loop.after(MATCH_MILLIS, () -> match(o));
        });
    }

    private List<Order> children(Order parent) {
        List<Order> found = new ArrayList<>();
        for (Order o : orders.values()) {
            if (o.parentId == parent.orderId && o.clientId == parent.clientId && parent.orderId != 0) found.add(o);
        }
        return found;
    }

    private void become(Order o, Order.Status status) {
        o.status = status;
        if (!o.isOpen()) {
            o.completed = ZonedDateTime.now(o.contract.zone());
            open.remove(o);
        }
        listener.changed(o);
    }

    void cancel(int clientId, int orderId) {
        Order o = orders.get(key(clientId, orderId));
        if (o == null) throw new ApiError(10147, "OrderId " + orderId + " that needs to be cancelled is not found.");
        if (!o.isOpen()) throw new ApiError(10148, "OrderId " + orderId + " that needs to be cancelled cannot be cancelled, state: "
                + o.status.word + ".");
        cancel(o);
    }

    private void cancel(Order o) {
        become(o, Order.Status.CANCELLED);
        listener.error(o, 202, "Order Canceled - reason:");
        for (Order child : children(o)) if (child.isOpen()) cancel(child);
    }

    void cancelAll() {
        for (Order o : new ArrayList<>(open)) if (o.isOpen()) cancel(o);
    }

    private void match() {
        for (Order o : new ArrayList<>(open)) match(o);
    }

    private void match(Order o) {
        if (o.status != Order.Status.SUBMITTED) return;
        long now = System.currentTimeMillis();
        double price = o.fillPrice(market.bid(o.contract, now), market.ask(o.contract, now));
        if (price != Message.UNSET) fill(o, price);
        else if (o.fillsAtOnceOrNever()) cancel(o);
    }

    private void fill(Order o, double price) {
        double commission = Execution.commissionFor(o.contract, o.quantity);
        double profit = portfolio.trade(o.contract, o.buy ? o.quantity : -o.quantity, price, commission);
        String id = String.format("0000e0d5.%08x.01.01", o.permId);
        Execution e = new Execution(id, o, o.quantity, price, ZonedDateTime.now(o.contract.zone()), commission, profit);
        executions.add(e);
        o.filled = o.quantity;
        o.avgPrice = price;
        listener.executed(e);
        become(o, Order.Status.FILLED);
        for (Order child : children(o)) if (child.isOpen()) activate(child);
        Order parent = orders.get(key(o.clientId, o.parentId));
        if (o.parentId == 0 || parent == null) return;
        for (Order sibling : children(parent)) if (sibling.isOpen()) cancel(sibling);
    }
}
