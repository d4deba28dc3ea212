// SPDX-License-Identifier: MIT
package simulator;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;

/** When an instrument is traded, as far as bars are concerned; ticks and orders know no closing time here. */
final class Sessions {
    private static final LocalTime MIDNIGHT = LocalTime.MIDNIGHT;
    private final Contract contract;
    private final boolean regular;

    Sessions(Contract contract, boolean regular) {
        this.contract = contract;
        this.regular = regular;
    }

    boolean isTradingDay(LocalDate day) {
        DayOfWeek d = day.getDayOfWeek();
        return contract.secType().equals("CRYPTO") || d != DayOfWeek.SATURDAY && d != DayOfWeek.SUNDAY;
    }

    ZonedDateTime open(LocalDate day) {
        LocalTime t = !contract.isStock() ? MIDNIGHT : regular ? LocalTime.of(9, 30) : LocalTime.of(4, 0);
        return day.atTime(t).atZone(contract.zone());
    }

    ZonedDateTime close(LocalDate day) {
        if (!contract.isStock()) return open(day.plusDays(1));
        return day.atTime(regular ? LocalTime.of(16, 0) : LocalTime.of(20, 0)).atZone(contract.zone());
    }

    LocalDate previous(LocalDate day) {
        LocalDate d = day.minusDays(1);
        while (!isTradingDay(d)) d = d.minusDays(1);
        return d;
    }

    /** A week of hours in the form of contract details. */
    String hours(LocalDate from) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            LocalDate day = from.plusDays(i);
            if (i > 0) s.append(';');
            if (isTradingDay(day)) s.append(stamp(open(day))).append('-').append(stamp(close(day)));
            else s.append(stamp(open(day)), 0, 8).append(":CLOSED");
        }
        return s.toString();
    }

    private static String stamp(ZonedDateTime t) {
        return String.format("%tY%<tm%<td:%<tH%<tM", t);
    }
}
