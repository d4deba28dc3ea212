// SPDX-License-Identifier: MIT
package simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Orders, executions and order numbers. */
final class OrderService implements Service, OrderBook.Listener {
    /** What the orders need from the server around them. */
    interface Host {
        /** The client with that id, or null. */
        ApiConnection client(int clientId);

        Iterable<ApiConnection> clients();

        /** Asks on the screen whether a client may place orders; the answer comes later, on the loop's thread. */
        void confirmWriteAccess(int clientId, Consumer<Boolean> answer);

        void traded();

        void event(String what);
    }

    private final OrderBook book;
    private final Settings settings;
    private final String account;
    private final Host host;
    private final boolean confirm;
    private final Set<Integer> allowed = new HashSet<>();
    private final Map<Integer, Deque<Order>> waiting = new HashMap<>();

    OrderService(EventLoop loop, Market market, Portfolio portfolio, Settings settings, String account, Switches switches, Host host) {
        this.settings = settings;
        this.account = account;
        this.host = host;
        confirm = switches.on(Switch.WRITEACCESS);
        book = new OrderBook(loop, market, portfolio, this);
        book.start(switches.number(Switch.MARKET_INTERVAL));
    }

    @Override public boolean handle(ApiConnection c, Fields f) {
        switch (f.id) {
            case 3 -> place(c, f);
            case 4 -> cancel(c, f);
            case 5 -> openOrders(writable(c), c.clientId);
            case 7 -> executions(c, f);
            case 8 -> writable(c).send(new Message(9, 1, settings.nextOrderId));
            case 15 -> writable(c);
            case 16 -> openOrders(writable(c), Integer.MIN_VALUE);
            case 58 -> {
                writable(c);
                host.event("order cancel all client=" + c.clientId);
                book.cancelAll();
            }
            case 99 -> completed(writable(c));
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override public void drop(ApiConnection c) {
        waiting.remove(c.clientId);
    }

    private ApiConnection writable(ApiConnection c) {
        if (settings.readOnly && !allowed.contains(c.clientId)) throw ApiError.invalid("The API interface is currently in Read-Only mode.");
        return c;
    }

    private void place(ApiConnection c, Fields f) {
        if (c.version() < 145) f.skip(1);
        int orderId = f.requestId();
        if (!confirm) writable(c);
        Order o = new Order(c.clientId, orderId, f, c.version());
        if (o.whatIf) {
            o.status = Order.Status.PRE_SUBMITTED;
            c.send(OrderMessages.openOrder(o, account, c.version()));
            return;
        }
        withAccess(c, o);
    }

    private void accept(ApiConnection c, Order o) {
        settings.nextOrderId = Math.max(settings.nextOrderId, o.orderId + 1);
        host.event("order " + o.orderId + " client=" + o.clientId + " " + o.action() + " " + Message.number(o.quantity) + " "
                + o.contract.localSymbol() + " " + o.type);
        try {
            book.place(o);
        } catch (ApiError e) {
            c.error(o.orderId, e.code, e.getMessage());
        }
    }

    /** The first order of a client may need a yes on the screen; until then its orders wait. */
    private void withAccess(ApiConnection c, Order o) {
        if (!confirm || allowed.contains(c.clientId)) {
            accept(c, o);
            return;
        }
        Deque<Order> queue = waiting.computeIfAbsent(c.clientId, k -> new ArrayDeque<>());
        queue.add(o);
        if (queue.size() == 1) host.confirmWriteAccess(c.clientId, yes -> answered(c, yes));
    }

    private void answered(ApiConnection c, boolean yes) {
        host.event("write access client=" + c.clientId + (yes ? " granted" : " denied"));
        if (yes) allowed.add(c.clientId);
        Deque<Order> orders = waiting.remove(c.clientId);
        if (orders == null) return;
        for (Order o : orders) {
            if (yes) accept(c, o);
            else c.error(o.orderId, 321, "Error validating request.-'aa' : cause - Write access was not confirmed.");
        }
    }

    private void cancel(ApiConnection c, Fields f) {
        if (c.version() < 192) f.skip(1);
        int orderId = f.requestId();
        writable(c);
        book.cancel(c.clientId, orderId);
    }

    private void openOrders(ApiConnection c, int clientId) {
        for (Order o : book.orders()) {
            if (!o.isOpen() || o.status == Order.Status.HELD || clientId != Integer.MIN_VALUE && o.clientId != clientId) continue;
            tell(c, o);
        }
        c.send(new Message(53, 1));
    }

    private void completed(ApiConnection c) {
        for (Order o : book.orders()) if (!o.isOpen()) c.send(OrderMessages.completed(o, account, c.version()));
        c.send(new Message(102));
    }

    private void executions(ApiConnection c, Fields f) {
        int req = c.version() >= 201 ? f.requestId() : f.skip(1).requestId();
        String client = f.text();
        String symbol = f.skip(2).text();
        for (Execution e : book.executions()) {
            Order o = e.order();
            if (!client.isEmpty() && !client.equals("0") && !client.equals("" + o.clientId)) continue;
            if (!symbol.isEmpty() && !symbol.equals(o.contract.symbol())) continue;
            c.send(OrderMessages.execution(e, req, account, c.version()));
            c.send(OrderMessages.commission(e));
        }
        c.send(new Message(55, 1, req));
    }

    /** The owner of an order is told of it, and so is the master client. */
    private void tellFollowers(Order o, Consumer<ApiConnection> what) {
        ApiConnection owner = host.client(o.clientId);
        if (owner != null) what.accept(owner);
        for (ApiConnection c : host.clients()) {
            if (c != owner && settings.masterId.equals("" + c.clientId)) what.accept(c);
        }
    }

    private void tell(ApiConnection c, Order o) {
        c.send(OrderMessages.openOrder(o, account, c.version()));
        c.send(OrderMessages.status(o, c.version()));
    }

    @Override public void changed(Order o) {
        host.event("order " + o.orderId + " client=" + o.clientId + " " + o.status.word);
        if (o.status == Order.Status.CANCELLED) tellFollowers(o, c -> c.send(OrderMessages.status(o, c.version())));
        else tellFollowers(o, c -> tell(c, o));
    }

    @Override public void executed(Execution e) {
        tellFollowers(e.order(), c -> {
            c.send(OrderMessages.execution(e, -1, account, c.version()));
            c.send(OrderMessages.commission(e));
        });
        host.traded();
    }

    @Override public void error(Order o, int code, String text) {
        tellFollowers(o, c -> c.error(o.orderId, code, text));
    }
}
