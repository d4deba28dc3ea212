// SPDX-License-Identifier: MIT
package simulator;

import java.util.List;
import java.util.function.Consumer;

/** Gives each request to the service it belongs to; the few that belong to none are served here. */
final class Requests implements OrderService.Host {
    private static final int PROTO_ACCOUNTS = 207;
    private static final int PROTO_SESSION = 213;

    private final ApiServer server;
    private final EventLoop loop;
    private final Settings settings;
    private final String account;
    private final AccountService accounts;
    private final List<Service> services;

    Requests(EventLoop loop, Switches switches, Settings settings, String account, ApiServer server) {
        this.server = server;
        this.loop = loop;
        this.settings = settings;
        this.account = account;
        Market market = new Market(switches.number(Switch.MARKET_SEED));
        Portfolio portfolio = new Portfolio(market);
        accounts = new AccountService(loop, portfolio, account);
        services = List.of(new MarketDataService(loop, market, switches.number(Switch.MARKET_INTERVAL)),
                new OrderService(loop, market, portfolio, settings, account, switches, this),
                accounts, new HistoryService(loop, market), new ContractService());
    }

    /** What a client is told unasked when it begins. */
    void greet(ApiConnection c) {
        if (c.version() >= PROTO_ACCOUNTS) c.sendProto(15, 1, account);
        else c.send(new Message(15, 1, account));
        if (c.version() >= PROTO_SESSION) c.sendProto(9, 1, settings.nextOrderId);
        else c.send(new Message(9, 1, settings.nextOrderId));
    }

    void serve(ApiConnection c, Fields f) {
        try {
            if (f.id == 71) server.start(c, f.skip(1).integer());
            else if (c.started && !own(c, f)) dispatch(c, f);
        } catch (ApiError e) {
            c.error(f.replyTo, e.code, e.getMessage());
        } catch (NumberFormatException e) {
            c.error(f.replyTo, 320, "Error reading request. Unable to parse field of request " + f.id + ".");
        }
    }

    private void dispatch(ApiConnection c, Fields f) {
        for (Service s : services) if (s.handle(c, f)) return;
        server.log().event("api client " + c.number + " request " + f.id + " not simulated");
        throw ApiError.invalid("Request " + f.id + " is not simulated");
    }

    private boolean own(ApiConnection c, Fields f) {
        long now = System.currentTimeMillis();
        switch (f.id) {
            case 49 -> c.send(new Message(49, 1, now / 1000));
            case 105 -> c.send(new Message(109, now));
            case 104 -> c.send(new Message(107, f.integer(), ""));
            case 80 -> c.send(new Message(78, 1, account, ""));
            case 85 -> c.send(new Message(85, 0));
            case 12, 13, 14 -> { }                  // news bulletins, log level: accepted, nothing to tell
            default -> {
                return false;
            }
        }
        return true;
    }

    void serveProto(ApiConnection c, int id, byte[] frame) {
        long first;
        try {
            first = Message.protoFirst(frame);
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
            c.error(-1, 320, "Error reading request. Malformed message " + id + ".");
            return;
        }
        switch (id) {
            case 71 -> server.start(c, (int) first);
            case 49 -> c.sendProto(49, 1, System.currentTimeMillis() / 1000);
            case 8 -> c.sendProto(9, 1, settings.nextOrderId);
            case 17 -> c.sendProto(15, 1, account);
            default -> server.log().event("api client " + c.number + " request " + id + " not simulated");
        }
    }

    void drop(ApiConnection c) {
        for (Service s : services) s.drop(c);
    }

    // ---- what the orders need

    @Override public ApiConnection client(int clientId) {
        return server.client(clientId);
    }

    @Override public Iterable<ApiConnection> clients() {
        return server.clients();
    }

    @Override public void confirmWriteAccess(int clientId, Consumer<Boolean> answer) {
        server.screen().confirmWriteAccess(clientId, yes -> loop.post(() -> answer.accept(yes)));
    }

    @Override public void traded() {
        accounts.traded();
    }

    @Override public void event(String what) {
        server.log().event(what);
    }
}
