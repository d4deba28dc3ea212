// SPDX-License-Identifier: MIT
package simulator;

/**
 * Prices. A price is a function of seed, instrument and time alone, so ticks, bars and fills always agree, whenever they are
 * asked for. The function adds smooth noise at time scales from a quarter of a second to about a year; each scale is as
 * strong as its square root, which makes it look like a random walk.
 */
final class Market {
    private static final int SCALES = 28;
    private static final double SHORTEST = 250;
    private static final double DAY = 86_400_000;
    private static final double[] WEIGHTS = weights();
    private final long seed;

    Market(long seed) {
        this.seed = seed;
    }

    double last(Contract c, long millis) {
        double sum = 0;
        double period = SHORTEST;
        for (int scale = 0; scale < SCALES; scale++, period *= 2) {
            sum += WEIGHTS[scale] * noise(c.conId(), scale, millis / period);
        }
        return c.round(c.price() * Math.exp(c.volatility() / 2 * sum));
    }

    private static double[] weights() {
        double[] w = new double[SCALES];
        for (int scale = 0; scale < SCALES; scale++) w[scale] = Math.sqrt(SHORTEST * (1L << scale) / DAY);
        return w;
    }

    double bid(Contract c, long millis) {
        return c.round(last(c, millis) - c.minTick());
    }

    double ask(Contract c, long millis) {
        return c.round(last(c, millis) + c.minTick());
    }

    /** A quantity that stays the same for a while. */
    int size(Contract c, int side, long millis) {
        return (1 + Math.floorMod(hash(c.conId(), side + 100, millis / 1000), 9)) * 100;
    }

    /** Shares traded within a span of time. */
    long volume(Contract c, long from, long to) {
        double perSecond = 200 + Math.floorMod(hash(c.conId(), 200, from / 60_000), 400);
        return Math.max(1, Math.round(perSecond * (to - from) / 1000));
    }

    private double noise(int conId, int scale, double x) {
        long cell = (long) Math.floor(x);
        double t = x - cell;
        double smooth = t * t * (3 - 2 * t);
        return unit(conId, scale, cell) * (1 - smooth) + unit(conId, scale, cell + 1) * smooth;
    }

    private double unit(int conId, int scale, long cell) {
        return (hash(conId, scale, cell) >> 11) * 0x1p-52;
    }

    private long hash(int conId, int scale, long cell) {
        long h = seed * 0x9E3779B97F4A7C15L + conId * 0xC2B2AE3D27D4EB4FL + scale * 0x165667B19E3779F9L + cell;
        h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
        return h ^ h >>> 31;
    }
}
