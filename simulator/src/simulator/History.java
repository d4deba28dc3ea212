// SPDX-License-Identifier: MIT
package simulator;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.LocalDateTime;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Answers requests for historical bars. */
final class History {
    private static final int MOST_BARS = 25_000;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss");
    private static final Map<String, Integer> SECONDS = Map.ofEntries(
            Map.entry("1 sec", 1), Map.entry("5 secs", 5), Map.entry("10 secs", 10), Map.entry("15 secs", 15),
            Map.entry("30 secs", 30), Map.entry("1 min", 60), Map.entry("2 mins", 120), Map.entry("3 mins", 180),
            Map.entry("5 mins", 300), Map.entry("10 mins", 600), Map.entry("15 mins", 900), Map.entry("20 mins", 1200),
            Map.entry("30 mins", 1800), Map.entry("1 hour", 3600), Map.entry("2 hours", 7200), Map.entry("3 hours", 10800),
            Map.entry("4 hours", 14400), Map.entry("8 hours", 28800), Map.entry("1 day", 86400), Map.entry("1 week", 7 * 86400),
            Map.entry("1 month", 30 * 86400));

    final Contract contract;
    private final boolean keepUpToDate;
    private final int formatDate;
    private final int barSeconds;
    private final String show;
    private final Market market;
    private final Sessions sessions;
    private final ZonedDateTime end;
    private final ZonedDateTime start;

    /** Reads the fields of the request from the contract on. */
    History(Fields f, Market market) {
        this.market = market;
        contract = Contracts.read(f);
        f.skip(1);
        end = endTime(f.text());
        barSeconds = barSize(f.text());
        String duration = f.text();
        sessions = new Sessions(contract, f.flag());
        show = f.text();
        formatDate = f.integer();
        keepUpToDate = f.flag();
        start = startTime(duration);
    }

    boolean keepsUpToDate() {
        return keepUpToDate;
    }

    private ZonedDateTime endTime(String text) {
        if (text.isEmpty()) return ZonedDateTime.now(contract.zone());
        try {
            if (text.charAt(8) == '-') {
                return LocalDateTime.parse(text.replace('-', ' '), STAMP).atZone(ZoneOffset.UTC).withZoneSameInstant(contract.zone());
            }
            ZoneId zone = text.length() > 18 ? ZoneId.of(text.substring(18), ZoneId.SHORT_IDS) : contract.zone();
            return LocalDateTime.parse(text.substring(0, 17), STAMP).atZone(zone).withZoneSameInstant(contract.zone());
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw new ApiError(10314, "End Date/Time: The date, time, or time-zone entered is invalid. "
                    + "The correct format is yyyymmdd hh:mm:ss xx/xxxx");
        }
    }

    private static int barSize(String text) {
        String known = text.equals("1 secs") ? "1 sec" : text.equals("1D") ? "1 day" : text.equals("1W") ? "1 week"
                : text.equals("1M") ? "1 month" : text;
        Integer seconds = SECONDS.get(known);
        if (seconds == null) throw ApiError.invalid("Invalid bar size setting '" + text + "'");
        return seconds;
    }

    private ZonedDateTime startTime(String duration) {
        if (!duration.matches("\\d{1,5} [SDWMY]")) throw ApiError.invalid("Invalid duration '" + duration + "'");
        int n = Integer.parseInt(duration.substring(0, duration.length() - 2));
        return switch (duration.charAt(duration.length() - 1)) {
            case 'S' -> end.minusSeconds(n);
            case 'D' -> daysBack(n);
            case 'W' -> end.minusWeeks(n);
            case 'M' -> end.minusMonths(n);
            default -> end.minusYears(Math.min(n, 40));
        };
    }

    /** So many trading days, counting the last one that has begun. */
    private ZonedDateTime daysBack(int n) {
        LocalDate day = lastDay();
        for (int i = 1; i < Math.min(n, 2000); i++) day = sessions.previous(day);
        return sessions.open(day);
    }

    private LocalDate lastDay() {
        LocalDate day = end.toLocalDate();
        return sessions.isTradingDay(day) && sessions.open(day).isBefore(end) ? day : sessions.previous(day);
    }

    List<Bar> bars() {
        List<Bar> bars = barSeconds < 86400 ? intraday() : daily();
        if (bars.isEmpty()) throw new ApiError(162, "Historical Market Data Service error message:HMDS query returned no data: "
                + contract.localSymbol() + "@" + contract.exchange() + " " + show);
        return bars;
    }

    private List<Bar> intraday() {
        List<Bar> bars = new ArrayList<>();
        LocalDate last = lastDay();
        ZonedDateTime from = start;
        if (from.isAfter(sessions.close(last))) from = sessions.close(last).minus(Duration.between(start, end));    // quiet time
        for (LocalDate day = from.toLocalDate(); !day.isAfter(last); day = day.plusDays(1)) {
            if (sessions.isTradingDay(day)) addBars(bars, sessions.open(day), min(sessions.close(day), end), from);
        }
        return bars;
    }

    /** The bars of one session that end after a moment; they are counted from the session's opening. */
    private void addBars(List<Bar> bars, ZonedDateTime open, ZonedDateTime close, ZonedDateTime after) {
        long skipped = Math.max(0, Duration.between(open, after).getSeconds() / barSeconds);
        for (ZonedDateTime t = open.plusSeconds(skipped * barSeconds); t.isBefore(close); t = t.plusSeconds(barSeconds)) {
            if (bars.size() >= MOST_BARS) throw new ApiError(162, "Historical Market Data Service error message:Too many bars");
            bars.add(bar(t, min(t.plusSeconds(barSeconds), close)));
        }
    }

    private static ZonedDateTime min(ZonedDateTime a, ZonedDateTime b) {
        return a.isBefore(b) ? a : b;
    }

    private Bar bar(ZonedDateTime from, ZonedDateTime to) {
        double shift = show.equals("BID") ? -contract.minTick() : show.equals("ASK") ? contract.minTick() : 0;
        return Bar.of(market, contract, from, to.toInstant().toEpochMilli(), shift);
    }

    /** Days, weeks or months, walking back from the last. */
    private List<Bar> daily() {
        List<Bar> bars = new ArrayList<>();
        LocalDate day = lastDay();
        ZonedDateTime to = min(sessions.close(day), end);
        while (bars.size() < MOST_BARS) {
            LocalDate first = barSeconds == 86400 ? day : barSeconds == 7 * 86400
                    ? day.minusDays(day.getDayOfWeek().getValue() - 1) : day.withDayOfMonth(1);
            if (sessions.close(day).isBefore(start)) break;
            bars.add(bar(sessions.open(first), to));
            day = sessions.previous(first);
            to = sessions.close(day);
        }
        Collections.reverse(bars);
        return bars;
    }

    /** The bar that is being made now, for keepUpToDate. */
    Bar current() {
        ZonedDateTime now = ZonedDateTime.now(contract.zone());
        long second = now.toEpochSecond();
        ZonedDateTime from = barSeconds < 86400 ? now.minusSeconds(second % barSeconds).truncatedTo(ChronoUnit.SECONDS)
                : now.truncatedTo(ChronoUnit.DAYS);
        return bar(from, now);
    }

    Message message(int req, int version, List<Bar> bars) {
        Message m = new Message(17, req).before(196, version, stamp(start), stamp(end)).add(bars.size());
        for (Bar b : bars) m.add(date(b), b.open(), b.high(), b.low(), b.close(), volume(b.volume()), wap(b), volume(b.count()));
        return m;
    }

    Message end(int req) {
        return new Message(108, req, stamp(start), stamp(end));
    }

    Message update(int req, Bar b) {
        return new Message(90, req, volume(b.count()), date(b), b.open(), b.close(), b.high(), b.low(), wap(b), volume(b.volume()));
    }

    /** Only trades have volumes. */
    private long volume(long v) {
        return show.equals("TRADES") ? v : -1;
    }

    private double wap(Bar b) {
        return show.equals("TRADES") ? b.wap() : -1;
    }

    private String date(Bar b) {
        if (barSeconds >= 86400) return b.from().format(DateTimeFormatter.BASIC_ISO_DATE).substring(0, 8);
        return formatDate == 2 ? "" + b.from().toEpochSecond() : stamp(b.from());
    }

    private String stamp(ZonedDateTime t) {
        return t.format(STAMP) + " " + contract.zoneName();
    }
}
