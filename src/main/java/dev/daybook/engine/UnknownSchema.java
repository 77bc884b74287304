package dev.daybook.engine;

/** Tables that this version of the service cannot work with; the message says so in one line. */
public final class UnknownSchema extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnknownSchema(String version, String problem) {
        super(
                "The database has schema version %s, which this version of the service cannot work with: %s. Start that one."
                        .formatted(version, problem));
    }
}
