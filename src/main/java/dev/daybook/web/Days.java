package dev.daybook.web;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** The days from one to another, both included. */
public record Days(LocalDate from, LocalDate to) {

    public long count() {
        return ChronoUnit.DAYS.between(from, to) + 1;
    }
}
