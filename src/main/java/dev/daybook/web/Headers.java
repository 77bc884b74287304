package dev.daybook.web;

/** The names of headers that only this service knows. */
public final class Headers {

    /** Up to which position of the log an answer has to be complete. */
    public static final String MIN_POSITION = "Min-Position";

    /** All events up to this position of the log are in the answer. */
    public static final String PROJECTION_POSITION = "Projection-Position";

    /** Of the command's last event in the log. */
    public static final String EVENT_POSITION = "Event-Position";

    /** The position up to which the log was looked through for an answer. */
    public static final String LOG_POSITION = "Log-Position";

    /** That an earlier sending of the same request had this answer already. */
    public static final String IDEMPOTENT_REPLAYED = "Idempotent-Replayed";

    /** Names the request in the service's log. */
    public static final String REQUEST_ID = "Request-Id";

    private Headers() {}
}
