package dev.daybook.web.openapi;

import java.util.Locale;

/** The codes under which a problem names the single faults of a request, for all modules. */
enum FaultCode {
    MISSING("is required"),
    UNKNOWN_FIELD("is no field of this body"),
    UNKNOWN_PARAMETER("is no parameter here"),
    REPEATED_PARAMETER("is given more than once"),
    REPEATED_KEY("is that of another command of an atomic batch"),
    REPEATED_HEADER("is given more than once"),
    CONTRADICTION("says something else than another parameter or header"),
    WRONG_TYPE("is of another JSON type"),
    INVALID_ID("is not 1 to 64 of A-Z a-z 0-9 . _ : -"),
    INVALID_AMOUNT("is not a whole number of minor units, at least 1"),
    INVALID_INSTANT("is not an instant such as 2026-01-31T12:00:00Z"),
    INVALID_DATE("is not a day such as 2026-01-31"),
    INVALID_FLAG("is neither true nor false"),
    INVALID_POSITION("is not the position of an event"),
    INVALID_URL("is no address that anything is sent to; `detail` says why"),
    INVALID_PATH("is no address of an endpoint"),
    INVALID_CURSOR("is not a cursor that was given with these filters"),
    INVALID_KEY("is not 1 to 255 visible ASCII characters"),
    INVALID_TAG("is not an ETag as it was given"),
    INVALID_CHARACTER("has a control character or half of a surrogate pair"),
    UNSUPPORTED_CODING("is another transfer coding than chunked"),
    UNKNOWN_CURRENCY("is not an ISO 4217 code"),
    INACTIVE_CURRENCY("is a withdrawn currency, in which nothing new is opened"),
    UNKNOWN_VALUE("is none of the words that are known here"),
    OUT_OF_RANGE("is not a whole number in the range"),
    TOO_MANY("has more items than are taken at once"),
    BLANK("is empty or white space only"),
    TOO_LONG("is longer than 1,000 characters");

    private final String meaning;

    FaultCode(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
