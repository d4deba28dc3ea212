// SPDX-License-Identifier: MIT
package simulator;

import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Historical bars, the bar being made, and real-time bars. Bars take time to work out, so that is done on a thread of its own;
 * otherwise one client that asks for much would hold up all others.
 */
final class HistoryService implements Service {
    private static final int UPDATE_MILLIS = 1000;
    private static final int REAL_TIME_MILLIS = 5000;

    private static final int MOST_WAITING = 50;

    private final EventLoop loop;
    private final Market market;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(HistoryService::thread);
    private final Map<ApiConnection, Integer> waiting = new HashMap<>();
    private final Subscriptions<History> updated = new Subscriptions<>();
    private final Subscriptions<Contract> realTime = new Subscriptions<>();

    HistoryService(EventLoop loop, Market market) {
        this.loop = loop;
        this.market = market;
        loop.every(UPDATE_MILLIS, () -> updated.each((c, req, h) -> c.send(h.update(req, h.current()))));
        loop.every(REAL_TIME_MILLIS, () -> realTime.each(this::realTimeBar));
    }

    @Override public boolean handle(ApiConnection c, Fields f) {
        switch (f.id) {
            case 20 -> bars(c, f);
            case 25 -> updated.remove(c, f.skip(1).requestId());
            case 50 -> {
                int req = f.skip(1).requestId();
                realTime.add(c, req, Contracts.read(f));
            }
            case 51 -> realTime.remove(c, f.skip(1).requestId());
            case 87 -> headTimestamp(c, f);
            case 90 -> { }
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override public void drop(ApiConnection c) {
        waiting.remove(c);
        updated.drop(c);
        realTime.drop(c);
    }

    private static Thread thread(Runnable r) {
        Thread t = new Thread(r, "history");
        t.setDaemon(true);
        return t;
    }

    private void bars(ApiConnection c, Fields f) {
        int req = f.requestId();
        History h = new History(f, market);
        if (waiting.getOrDefault(c, 0) >= MOST_WAITING) {
            throw new ApiError(162, "Historical Market Data Service error message:Too many requests at the same time");
        }
        waiting.merge(c, 1, Integer::sum);
        worker.execute(() -> {
            if (!c.isClosed()) work(c, req, h);
        });
    }

    /** On the worker's thread. */
    private void work(ApiConnection c, int req, History h) {
        try {
            List<Bar> bars = h.bars();
            Message m = h.message(req, c.version(), bars);
            loop.post(() -> answer(c, req, h, m));
        } catch (ApiError e) {
            loop.post(() -> {
                waiting.computeIfPresent(c, (k, n) -> n - 1);
                c.error(req, e.code, e.getMessage());
            });
        }
    }

    private void answer(ApiConnection c, int req, History h, Message m) {
        if (c.isClosed()) return;
        waiting.computeIfPresent(c, (k, n) -> n - 1);
        c.send(m);
        if (c.version() >= 196) c.send(h.end(req));
        if (h.keepsUpToDate()) updated.add(c, req, h);
    }

    private void headTimestamp(ApiConnection c, Fields f) {
        int req = f.requestId();
        Contracts.read(f);
        boolean epoch = f.skip(3).integer() == 2;
        c.send(new Message(88, req, epoch ? "946909800" : "20000103-14:30:00"));
    }

    private void realTimeBar(ApiConnection c, int req, Contract contract) {
        long now = System.currentTimeMillis();
        long start = (now - REAL_TIME_MILLIS) / REAL_TIME_MILLIS * REAL_TIME_MILLIS;
        ZonedDateTime from = java.time.Instant.ofEpochMilli(start).atZone(contract.zone());
        Bar b = Bar.of(market, contract, from, start + REAL_TIME_MILLIS, 0);
        c.send(new Message(50, 3, req, start / 1000, b.open(), b.high(), b.low(), b.close(), b.volume(), b.wap(), b.count()));
    }
}
