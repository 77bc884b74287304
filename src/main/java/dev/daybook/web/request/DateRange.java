package dev.daybook.web.request;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** The days from one to another, both included. */
public record DateRange(LocalDate from, LocalDate to) {

    public long count() {
        return ChronoUnit.DAYS.between(from, to) + 1;
    }
}
