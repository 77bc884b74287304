package dev.daybook.web.openapi;

import dev.daybook.web.Headers;
import java.util.Arrays;
import java.util.Optional;

/** The headers of requests and answers that mean something here. */
enum DocumentedHeader {
    IDEMPOTENCY_KEY(
            "Idempotency-Key",
            Use.WRITE,
            "Makes the request safe to repeat: sent again, it has no second effect and gets the first answer.",
            "deposit-2026-01-31"),
    IF_MATCH(
            "If-Match",
            Use.TAGGED,
            "Holds on a version with this `ETag`, or one of these; `*` on any version of what is there.",
            "\"3\""),
    X_CORRELATION_ID(
            "X-Correlation-Id",
            Use.WRITE,
            "What the request belongs to; kept with its events. Generated where it is left out.",
            "checkout-17"),
    X_USER_ID(
            "X-User-Id",
            Use.WRITE,
            "Who asks, or on whose behalf (scope `act-as`); kept with the events.",
            "user-1"),
    TRACEPARENT(
            "traceparent",
            Use.WRITE,
            "The trace that the request belongs to (W3C Trace Context); kept with its events.",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    IF_NONE_MATCH(
            "If-None-Match",
            Use.TAGGED_READ,
            "Asks for the resource only if its `ETag` is another one.",
            "\"3\""),
    MIN_POSITION(
            Headers.MIN_POSITION,
            Use.READ,
            "Waits until the answer holds all events up to this position, an `Event-Position` of before.",
            90_211L),
    LAST_EVENT_ID(
            "Last-Event-ID",
            Use.FEED,
            "The position of the last event that the client has: the feed goes on behind it.",
            90_211L),
    PREFER(
            "Prefer",
            Use.READ,
            "`wait=<seconds>`: how long to wait for `Min-Position`, 5 unless given and at most 30.",
            "wait=5"),

    ETAG("ETag", Use.ANSWER, "The version of the resource.", "\"3\""),
    EVENT_POSITION(
            Headers.EVENT_POSITION, Use.ANSWER, "Of the command's last event in the log.", 90_211L),
    PROJECTION_POSITION(
            Headers.PROJECTION_POSITION,
            Use.ANSWER,
            "All events up to this position of the log are in the answer.",
            90_211L),
    LOG_POSITION(
            Headers.LOG_POSITION,
            Use.ANSWER,
            "The log was looked through up to this position.",
            90_211L),
    LOCATION("Location", Use.ANSWER, "Where the new resource is.", "/api/accounts/account-1"),
    LINK("Link", Use.ANSWER, "The next page, if there is one.", "</api/accounts>; rel=\"next\""),
    VARY("Vary", Use.ANSWER, "By which of the request's headers the answer was chosen.", "Accept"),
    IDEMPOTENT_REPLAYED(
            Headers.IDEMPOTENT_REPLAYED,
            Use.ANSWER,
            "`true` where an earlier sending of the same request had this answer already.",
            "true"),
    REQUEST_ID(
            Headers.REQUEST_ID,
            Use.ANSWER,
            "Names the request in the log.",
            Samples.UNIQUE.toString()),
    WWW_AUTHENTICATE(
            "WWW-Authenticate",
            Use.ANSWER,
            "How to authenticate, and the scope that is missing.",
            "Bearer"),
    RATE_LIMIT(
            "RateLimit",
            Use.ANSWER,
            "Where there is a limit: `r` requests are left, all of them again in `t` seconds.",
            "\"default\";r=99;t=1"),
    RATE_LIMIT_POLICY(
            "RateLimit-Policy",
            Use.ANSWER,
            "`q` requests in `w` seconds.",
            "\"default\";q=100;w=1"),
    RETRY_AFTER("Retry-After", Use.ANSWER, "Seconds to wait before another try.", 1L);

    /** Whose header it is. */
    enum Use {
        WRITE,
        READ,
        TAGGED_READ,
        /** Reads and writes of one resource. */
        TAGGED,
        FEED,
        ANSWER
    }

    private final String title;
    private final Use use;
    private final String meaning;
    private final Object sample;

    DocumentedHeader(String title, Use use, String meaning, Object sample) {
        this.title = title;
        this.use = use;
        this.meaning = meaning;
        this.sample = sample;
    }

    static Optional<DocumentedHeader> ofAnswer(String title) {
        return Arrays.stream(values())
                .filter(header -> header.use == Use.ANSWER && header.title.equalsIgnoreCase(title))
                .findFirst();
    }

    /** As it stands in a message. */
    String title() {
        return title;
    }

    Use use() {
        return use;
    }

    String meaning() {
        return meaning;
    }

    /** A text, or a whole number where the header is one. */
    Object sample() {
        return sample;
    }
}
