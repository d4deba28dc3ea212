// SPDX-License-Identifier: MIT
package simulator;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The instruments that exist in the simulated market, and how a client's description finds one. */
final class Contracts {
    private static final List<Contract> ALL = List.of(
            stock(265598, "AAPL", "NASDAQ", "NMS", "APPLE INC", "Technology", 230),
            stock(272093, "MSFT", "NASDAQ", "NMS", "MICROSOFT CORP", "Technology", 420),
            stock(208813719, "GOOGL", "NASDAQ", "NMS", "ALPHABET INC-CL A", "Communications", 180),
            stock(3691937, "AMZN", "NASDAQ", "NMS", "AMAZON.COM INC", "Communications", 200),
            stock(4815747, "NVDA", "NASDAQ", "NMS", "NVIDIA CORP", "Technology", 140),
            stock(76792991, "TSLA", "NASDAQ", "NMS", "TESLA INC", "Consumer, Cyclical", 300),
            stock(8314, "IBM", "NYSE", "IBM", "INTL BUSINESS MACHINES CORP", "Technology", 220),
            stock(8894, "KO", "NYSE", "KO", "COCA-COLA CO/THE", "Consumer, Non-cyclical", 65),
            stock(756733, "SPY", "ARCA", "SPY", "SPDR S&P 500 ETF TRUST", "Funds", 580),
            stock(320227571, "QQQ", "NASDAQ", "NMS", "INVESCO QQQ TRUST SERIES 1", "Funds", 500),
            future(649180695, "ES", "50", "E-mini S&P 500", 0.25, 5800),
            future(649180661, "NQ", "20", "E-mini NASDAQ 100", 0.25, 20500),
            cash(12087792, "EUR", "USD", 0.00005, 1.085),
            cash(12087797, "GBP", "USD", 0.00005, 1.27),
            cash(15016059, "USD", "JPY", 0.005, 150),
            new Contract(416904, "SPX", "IND", "", "", "CBOE", "", "USD", "SPX", "SPX", "S&P 500 Stock Index", "Indices", 0.01, 5790, 0.01),
            new Contract(479624278, "BTC", "CRYPTO", "", "", "PAXOS", "", "USD", "BTC.USD", "BTC", "Bitcoin cryptocurrency", "", 0.25,
                    65000, 0.03));

    private Contracts() { }

    private static Contract stock(int conId, String symbol, String primary, String tradingClass, String name, String industry,
            double price) {
        return new Contract(conId, symbol, "STK", "", "", "SMART", primary, "USD", symbol, tradingClass, name, industry, 0.01, price,
                0.015);
    }

    private static Contract future(int conId, String symbol, String multiplier, String name, double tick, double price) {
        LocalDate expiry = nextExpiry(LocalDate.now());
        char month = "HMUZ".charAt(expiry.getMonthValue() / 3 - 1);
        return new Contract(conId, symbol, "FUT", expiry.format(DateTimeFormatter.BASIC_ISO_DATE), multiplier, "CME", "", "USD",
                symbol + month + expiry.getYear() % 10, symbol, name, "Indices", tick, price, 0.01);
    }

    private static Contract cash(int conId, String symbol, String currency, double tick, double price) {
        String pair = symbol + "." + currency;
        return new Contract(conId, symbol, "CASH", "", "", "IDEALPRO", "", currency, pair, pair, pair, "", tick, price, 0.005);
    }

    /** The third Friday of the next quarter's end month. */
    static LocalDate nextExpiry(LocalDate today) {
        LocalDate month = today.withDayOfMonth(1).plusMonths((3 - today.getMonthValue() % 3) % 3);
        LocalDate day = month.with(TemporalAdjusters.dayOfWeekInMonth(3, DayOfWeek.FRIDAY));
        return day.isAfter(today) ? day : nextExpiry(month.plusMonths(1));
    }

    /** Reads the twelve fields of a contract in a request and finds what they describe, or raises error 200. */
    static Contract read(Fields f) {
        int conId = f.integer();
        String symbol = f.text().toUpperCase(Locale.ROOT);
        String secType = f.text().toUpperCase(Locale.ROOT);
        String expiry = f.text();
        String currency = f.skip(5).text();     // past strike, right, multiplier, exchange, primary exchange
        String local = f.text();
        f.skip(1);
        for (Contract c : ALL) {
            if (conId != 0 ? c.conId() == conId : matches(c, symbol, secType, expiry, currency, local)) return c;
        }
        throw ApiError.noContract();
    }

    private static boolean matches(Contract c, String symbol, String secType, String expiry, String currency, String local) {
        if (symbol.isEmpty() && local.isEmpty()) return false;
        return (symbol.isEmpty() || c.symbol().equals(symbol))
                && (local.isEmpty() || c.localSymbol().equalsIgnoreCase(local))
                && (c.secType().equals(secType) || secType.equals("CONTFUT") && c.secType().equals("FUT"))
                && c.expiry().startsWith(expiry)
                && (currency.isEmpty() || c.currency().equals(currency));
    }

    /** Instruments whose symbol or name begins with a text. */
    static List<Contract> search(String text) {
        String wanted = text.toUpperCase(Locale.ROOT);
        List<Contract> found = new ArrayList<>();
        for (Contract c : ALL) {
            if (c.symbol().startsWith(wanted) || c.longName().toUpperCase(Locale.ROOT).startsWith(wanted)) found.add(c);
        }
        return found;
    }
}
