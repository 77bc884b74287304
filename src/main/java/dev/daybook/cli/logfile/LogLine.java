package dev.daybook.cli.logfile;

import com.fasterxml.jackson.core.JsonFactory;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.store.outcome.RecordedOutcome;
import dev.daybook.store.outcome.StoredOutcome;

/**
 * A line of an export: an event in the words of the HTTP contract, an outcome of a keyed command
 * under the name {@code outcome}, or the end with the numbers of both.
 */
public sealed interface LogLine {

    record Event(StoredEvent event) implements LogLine {}

    record Outcome(RecordedOutcome outcome) implements LogLine {}

    record End(long events, long outcomes) implements LogLine {}

    /**
     * @throws BadLine if it is none of these
     */
    static LogLine read(JsonFactory json, String line) throws BadLine {
        JsonFields fields = new JsonFields(json, line);
        if (fields.has("outcome")) {
            JsonFields outcome = new JsonFields(json, fields.object("outcome"));
            fields.end();
            return new Outcome(outcome(outcome));
        }
        if (fields.has("end")) {
            JsonFields end = new JsonFields(json, fields.object("end"));
            fields.end();
            return end(end);
        }
        return new Event(event(fields));
    }

    private static StoredEvent event(JsonFields fields) throws BadLine {
        StoredEvent event =
                new StoredEvent(
                        fields.number("position"),
                        stream(fields),
                        fields.number("version"),
                        fields.uuid("eventId"),
                        fields.text("eventType"),
                        schemaVersion(fields),
                        fields.object("payload"),
                        fields.object("metadata"),
                        fields.time("recordedAt"));
        fields.end();
        return event;
    }

    private static int schemaVersion(JsonFields fields) throws BadLine {
        long version = fields.number("schemaVersion");
        if (version < 1 || version > Integer.MAX_VALUE) {
            throw new BadLine("schemaVersion is out of range");
        }
        return (int) version;
    }

    private static RecordedOutcome outcome(JsonFields fields) throws BadLine {
        CommandId id = new CommandId(fields.text("caller"), fields.text("commandId"));
        RecordedOutcome outcome =
                new RecordedOutcome(
                        stream(fields),
                        new StoredOutcome(
                                new CommandKey(id, fields.text("fingerprint")),
                                fields.number("version"),
                                fields.number("position"),
                                fields.optionalObject("rejection").orElse(null)),
                        fields.time("recordedAt"));
        fields.end();
        return outcome;
    }

    private static StreamId stream(JsonFields fields) throws BadLine {
        return new StreamId(fields.text("category"), fields.text("streamId"));
    }

    private static End end(JsonFields fields) throws BadLine {
        End end = new End(fields.number("events"), fields.number("outcomes"));
        fields.end();
        return end;
    }
}
