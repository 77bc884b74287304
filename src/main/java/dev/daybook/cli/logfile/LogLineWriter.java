package dev.daybook.cli.logfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.outcome.RecordedOutcome;
import dev.daybook.store.postgres.archive.LogDump;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Writes an export: see {@link LogLine}. Equal logs give equal bytes. */
public final class LogLineWriter implements LogDump.Reader {

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonGenerator json;
    private long events;
    private long outcomes;

    public LogLineWriter(OutputStream out) throws IOException {
        json = new JsonFactory().createGenerator(out).setRootValueSeparator(null);
    }

    public long events() {
        return events;
    }

    public long outcomes() {
        return outcomes;
    }

    @Override
    public void event(StoredEvent event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("position", event.position());
        stream(event.stream());
        json.writeNumberField("version", event.version());
        json.writeStringField("eventId", event.eventId().toString());
        json.writeStringField("eventType", event.eventType());
        json.writeNumberField("schemaVersion", event.schemaVersion());
        raw("payload", event.payload());
        raw("metadata", event.metadata());
        time(event.recordedAt());
        endLine();
        events++;
    }

    @Override
    public void outcome(RecordedOutcome outcome) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("outcome");
        json.writeStringField("caller", outcome.answer().key().id().caller());
        json.writeStringField("commandId", outcome.answer().key().id().value());
        json.writeStringField("fingerprint", outcome.answer().key().fingerprint());
        stream(outcome.stream());
        json.writeNumberField("version", outcome.answer().version());
        json.writeNumberField("position", outcome.answer().position());
        raw("rejection", outcome.answer().rejection());
        time(outcome.recordedAt());
        json.writeEndObject();
        endLine();
        outcomes++;
    }

    /** Without this line an import takes the file for one that was cut off. */
    public void end() throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("end");
        json.writeNumberField("events", events);
        json.writeNumberField("outcomes", outcomes);
        json.writeEndObject();
        endLine();
        json.flush();
    }

    private void stream(StreamId stream) throws IOException {
        json.writeStringField("category", stream.category());
        json.writeStringField("streamId", stream.id());
    }

    /** As the database shows it: the same digits, the same order of names. */
    private void raw(String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeFieldName(name);
            json.writeRawValue(text);
        }
    }

    private void time(Instant time) throws IOException {
        json.writeStringField("recordedAt", MICROSECONDS.format(time));
    }

    private void endLine() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
