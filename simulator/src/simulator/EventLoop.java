// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * One thread for everything behind the API port: sockets, timers and posted tasks. What it owns needs no locks, and however
 * many clients come, there is never a second thread.
 */
final class EventLoop {
    /** What is called when a channel is ready. */
    interface Ready {
        void ready(SelectionKey key) throws IOException;
    }

    /** Something to be done later, once or repeatedly. */
    static final class Timer implements Comparable<Timer> {
        private long due;
        private final long period;
        private final Runnable task;
        private boolean cancelled;

        private Timer(long due, long period, Runnable task) {
            this.due = due;
            this.period = period;
            this.task = task;
        }

        void cancel() {
            cancelled = true;
        }

        @Override public int compareTo(Timer other) {
            return Long.compare(due, other.due);
        }
    }

    private final Selector selector;
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Consumer<String> complaints;

    EventLoop(Consumer<String> complaints) throws IOException {
        this.complaints = complaints;
        selector = Selector.open();
        Thread t = new Thread(this::run, "api");
        t.setDaemon(true);
        t.start();
    }

    /** From any thread: has the loop do something soon. */
    void post(Runnable task) {
        posted.add(task);
        selector.wakeup();
    }

    /** On the loop's thread only. */
    Timer after(long millis, Runnable task) {
        return start(new Timer(now() + millis, 0, task));
    }

    /** On the loop's thread only. */
    Timer every(long millis, Runnable task) {
        return start(new Timer(now() + millis, millis, task));
    }

    private Timer start(Timer t) {
        timers.add(t);
        return t;
    }

    SelectionKey register(SelectableChannel channel, int interest, Ready handler) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, interest, handler);
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    private void run() {
        while (true) {
            try {
                selector.select(this::dispatch, patience(now()));
            } catch (IOException e) {
                complaints.accept("api error: " + e);
            }
            for (Runnable r = posted.poll(); r != null; r = posted.poll()) guarded(r);
            runTimers(now());
        }
    }

    private long patience(long now) {
        Timer next = timers.peek();
        return next == null ? 0 : Math.max(1, next.due - now);
    }

    private void runTimers(long now) {
        while (!timers.isEmpty() && timers.peek().due <= now) {
            Timer t = timers.poll();
            if (t.cancelled) continue;
            guarded(t.task);
            if (t.period == 0) continue;
            t.due = Math.max(t.due + t.period, now);    // a loop that was held up does not catch up in a burst
            timers.add(t);
        }
    }

    private void dispatch(SelectionKey key) {
        guarded(() -> {
            try {
                if (key.isValid()) ((Ready) key.attachment()).ready(key);
            } catch (IOException e) {
                key.cancel();
            }
        });
    }

    /** One failure must not end the thread that serves everybody. */
    private void guarded(Runnable r) {
        try {
            r.run();
        } catch (RuntimeException e) {
            StackTraceElement[] at = e.getStackTrace();
            complaints.accept("api error: " + e + (at.length > 0 ? " at " + at[0] : ""));
        }
    }
}
