// SPDX-License-Identifier: MIT
package simulator;

import java.time.ZonedDateTime;

/** Prices of one span of time. */
record Bar(ZonedDateTime from, double open, double high, double low, double close, long volume, double wap, int count) {

    /** Samples the market within the span; bars of any size therefore agree with each other and with the ticks. */
    static Bar of(Market market, Contract c, ZonedDateTime from, long endMillis, double shift) {
        long start = from.toInstant().toEpochMilli();
        long step = Math.max(250, (endMillis - start) / 24);
        double open = market.last(c, start) + shift;
        double high = open;
        double low = open;
        double sum = 0;
        int samples = 0;
        for (long t = start; t < endMillis; t += step, samples++) {
            double p = market.last(c, t) + shift;
            high = Math.max(high, p);
            low = Math.min(low, p);
            sum += p;
        }
        double close = market.last(c, Math.max(start, endMillis - 1)) + shift;
        long volume = market.volume(c, start, Math.max(start + 1000, endMillis));
        double wap = samples == 0 ? open : Math.round(sum / samples * 1e6) / 1e6;
        return new Bar(from, c.round(open), c.round(Math.max(high, close)), c.round(Math.min(low, close)), c.round(close), volume, wap,
                (int) (volume / 120 + 1));
    }
}
