package dev.daybook.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a text from outside has to be before it goes any further. */
public final class TextRules {

    public static final int LONGEST = 1000;

    /** The pointer to a whole body. */
    public static final String WHOLE = "#";

    public static final String ID = "An id is 1 to 64 of A-Z a-z 0-9 . _ : -";
    public static final String TEXT =
            "A text is 1 to " + LONGEST + " characters, without control characters.";
    public static final String DATE = "A date reads 2026-01-31.";

    private static final int LONGEST_ID = 64;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int FIRST_YEAR = 1;
    private static final int LAST_YEAR = 9999;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

    private TextRules() {}

    /**
     * {@code [A-Za-z0-9._:-]{1,64}}, at a fraction of what a pattern costs in every request; but
     * {@code .} and {@code ..} cannot stand in an address, where they mean another one.
     */
    public static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_ID
                && text.chars().allMatch(TextRules::belongsInId)
                && !text.equals(".")
                && !text.equals("..");
    }

    private static boolean belongsInId(int character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= ':'
                || character == '-'
                || character == '.'
                || character == '_';
    }

    /** A position or a version: a whole number, 0 or more, far below the end of {@code long}. */
    public static Optional<Long> position(String text) {
        return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    /** An instant in ISO-8601, in a year of four digits: PostgreSQL does not know all others. */
    public static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text))
                    .filter(instant -> !instant.isBefore(FIRST) && instant.isBefore(LAST));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Why a text cannot be stored, if so: PostgreSQL knows no NUL, and UTF-8 no half of a surrogate
     * pair.
     */
    public static Optional<String> fault(String text) {
        if (text.isBlank()) {
            return Optional.of("blank");
        }
        if (text.length() > LONGEST) {
            return Optional.of("too-long");
        }
        boolean unusable =
                text.codePoints()
                        .anyMatch(
                                point ->
                                        Character.getType(point) == Character.SURROGATE
                                                || Character.isISOControl(point));
        return unusable ? Optional.of("invalid-character") : Optional.empty();
    }

    /** Likewise of a header, whose bytes beyond ASCII mean something else to everybody. */
    public static Optional<String> faultInHeader(String text) {
        return fault(text)
                .or(
                        () ->
                                text.chars().anyMatch(character -> character > '~')
                                        ? Optional.of("invalid-character")
                                        : Optional.empty());
    }

    /**
     * The currency of an ISO 4217 code, active or withdrawn, unless it is unknown or, as gold is,
     * without minor units.
     */
    public static Optional<Currency> currency(String code) {
        try {
            return Optional.of(Currency.getInstance(code))
                    .filter(known -> known.getDefaultFractionDigits() >= 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A day in ISO-8601, in a year of four digits. */
    public static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text))
                    .filter(day -> day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A JSON pointer (RFC 6901), as a fragment, to a field of what another one points to. */
    public static String pointer(String place, String field) {
        return place + "/" + printable(field).replace("~", "~0").replace("/", "~1");
    }

    /** A name from outside as it can be shown in an answer. */
    public static String printable(@Nullable String name) {
        if (name == null) {
            return "";
        }
        String shown = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
        return UNPRINTABLE.matcher(shown).replaceAll("?");
    }
}
