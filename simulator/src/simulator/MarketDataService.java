// SPDX-License-Identifier: MIT
package simulator;

/** Streams of ticks. */
final class MarketDataService implements Service {
    private static final int MOST_LINES = 100;
    private static final long DAY = 86_400_000;

    private static final int BID = 1;
    private static final int ASK = 2;
    private static final int LAST = 4;
    private static final int HIGH = 6;
    private static final int LOW = 7;
    private static final int VOLUME = 8;
    private static final int CLOSE = 9;
    private static final int OPEN = 14;
    private static final int LAST_TIME = 45;

    /** One subscription and what was last sent on it. */
    private static final class Stream {
        final Contract contract;
        double bid;
        double ask;
        double last;

        Stream(Contract contract) {
            this.contract = contract;
        }
    }

    private final Market market;
    private final Subscriptions<Stream> streams = new Subscriptions<>();

    MarketDataService(EventLoop loop, Market market, long interval) {
        this.market = market;
        loop.every(interval, () -> streams.each(this::tick));
    }

    @Override public boolean handle(ApiConnection c, Fields f) {
        switch (f.id) {
            case 1 -> subscribe(c, f);
            case 2 -> cancel(c, f.skip(1).requestId());
            case 59 -> { }                                  // data is always live here, whatever kind is asked for
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override public void drop(ApiConnection c) {
        streams.drop(c);
    }

    private void subscribe(ApiConnection c, Fields f) {
        int req = f.skip(1).requestId();
        Contract contract = Contracts.read(f);
        if (f.flag()) f.skip(3);                            // delta neutral contract
        boolean snapshot = f.skip(1).flag();
        if (streams.has(c, req)) throw ApiError.invalid("Duplicate ticker id");
        if (streams.count(c) >= MOST_LINES) throw new ApiError(101, "Max number of tickers has been reached");
        Stream s = new Stream(contract);
        c.send(new Message(81, req, contract.minTick(), "9c0001", 3));
        c.send(new Message(58, 1, req, 1));
        day(c, req, contract);
        tick(c, req, s);
        if (snapshot) c.send(new Message(57, 1, req));
        else streams.add(c, req, s);
    }

    private void cancel(ApiConnection c, int req) {
        if (!streams.remove(c, req)) throw new ApiError(300, "Can't find EId with tickerId:" + req);
    }

    /** The prices that belong to the day. */
    private void day(ApiConnection c, int req, Contract contract) {
        long now = System.currentTimeMillis();
        long midnight = now - now % DAY;
        double open = market.last(contract, midnight);
        double high = open;
        double low = open;
        for (long t = midnight; t < now; t += 600_000) {
            double p = market.last(contract, t);
            high = Math.max(high, p);
            low = Math.min(low, p);
        }
        price(c, req, HIGH, high, 0, 0);
        price(c, req, LOW, low, 0, 0);
        price(c, req, CLOSE, market.last(contract, midnight - 1), 0, 0);
        price(c, req, OPEN, open, 0, 0);
    }

    private void tick(ApiConnection c, int req, Stream s) {
        if (c.lags()) return;
        long now = System.currentTimeMillis();
        double bid = market.bid(s.contract, now);
        double ask = market.ask(s.contract, now);
        double last = market.last(s.contract, now);
        if (bid != s.bid) price(c, req, BID, s.bid = bid, market.size(s.contract, BID, now), 1);
        if (ask != s.ask) price(c, req, ASK, s.ask = ask, market.size(s.contract, ASK, now), 1);
        if (last == s.last) return;
        price(c, req, LAST, s.last = last, market.size(s.contract, LAST, now), 0);
        c.send(new Message(2, 6, req, VOLUME, market.volume(s.contract, now - now % DAY, now)));
        c.send(new Message(46, 6, req, LAST_TIME, now / 1000));
    }

    private static void price(ApiConnection c, int req, int type, double price, int size, int attributes) {
        c.send(new Message(1, 6, req, type, price, size, attributes));
    }
}
