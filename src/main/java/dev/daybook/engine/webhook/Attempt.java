package dev.daybook.engine.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** How one attempt to deliver a message ended. */
public sealed interface Attempt {

    int OK = 200;
    int FIRST_REDIRECT = 300;
    int GONE = 410;
    int TOO_MANY_REQUESTS = 429;
    int UNAVAILABLE = 503;

    default boolean isDelivered() {
        return false;
    }

    /** Whether the receiver wants nothing any more. */
    default boolean isGone() {
        return false;
    }

    /** How long the receiver asks to be left alone. */
    default Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /**
     * The receiver answered.
     *
     * @param beginning the first bytes of the answer's body
     */
    record Answered(int status, String beginning, Optional<Duration> retryAfter)
            implements Attempt {

        /** Only 2xx: a redirect is not followed. */
        @Override
        public boolean isDelivered() {
            return status >= OK && status < FIRST_REDIRECT;
        }

        @Override
        public boolean isGone() {
            return status == GONE;
        }
    }

    /**
     * There was no answer.
     *
     * @param why a word from a bounded list, which says nothing of the network behind the service
     */
    record Unanswered(Reason why) implements Attempt {}

    enum Reason {
        /** No message can be made of the event, or there is no secret to sign it with. */
        UNSENDABLE,
        /** The host has no address. */
        UNKNOWN_HOST,
        /** It has an address that must not be connected to. */
        REFUSED_ADDRESS,
        TIMED_OUT,
        /** No connection, or one that broke. */
        UNREACHABLE
    }

    /** What {@code Retry-After} asks for, in seconds or as a date, by RFC 9110. */
    static Optional<Duration> retryAfter(int status, Optional<String> header, Instant now) {
        return status == TOO_MANY_REQUESTS || status == UNAVAILABLE
                ? header.flatMap(text -> parse(text, now))
                : Optional.empty();
    }

    private static Optional<Duration> parse(String text, Instant now) {
        if (Seconds.FORM.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            return Optional.of(Duration.between(now, until)).filter(Duration::isPositive);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /** How many digits are read. */
    final class Seconds {
        private static final Pattern FORM = Pattern.compile("[0-9]{1,9}");

        private Seconds() {}
    }
}
