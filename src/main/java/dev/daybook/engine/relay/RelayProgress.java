package dev.daybook.engine.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.store.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far the log has come to Kafka: all up to and including an event.
 *
 * @param eventId null where nothing has
 */
record RelayProgress(long position, @Nullable UUID eventId) {

    static final RelayProgress NONE = new RelayProgress(0, null);

    private static final ObjectMapper JSON = new ObjectMapper();

    static RelayProgress of(StoredEvent last) {
        return new RelayProgress(last.position(), last.eventId());
    }

    /** Whether this is the event; none is that of no progress. */
    boolean isOf(Optional<StoredEvent> event) {
        return Objects.equals(eventId, event.map(StoredEvent::eventId).orElse(null));
    }

    static RelayProgress read(byte[] json) {
        try {
            return JSON.readValue(json, RelayProgress.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Not a relay's progress.", e);
        }
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
