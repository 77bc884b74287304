package dev.daybook.engine.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.StoredJson;
import dev.daybook.store.StoredSnapshot;
import dev.daybook.store.UuidV7;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Between typed values and their stored JSON. What is stored bears registered names, never those of
 * classes.
 */
public final class Codec {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /** A power of two. */
    private static final int RECENT = 4096;

    /**
     * What was appended or decoded lately, by position: several subscriptions read it one after the
     * other.
     */
    private final AtomicReferenceArray<@Nullable Recorded<?>> recent =
            new AtomicReferenceArray<>(RECENT);

    private final JsonMapper json = StoredJson.mapper();

    /** Metadata as it is stored: encoded once for all events of a command. */
    public String encode(Metadata metadata) {
        return write(metadata);
    }

    /**
     * @throws IllegalArgumentException if the event's class is not registered
     */
    public <E> NewEvent encode(Aggregate<?, E, ?> aggregate, E event, String metadata) {
        EventType<E> type = aggregate.typeOf(event);
        return new NewEvent(
                UuidV7.next(), type.name(), type.schemaVersion(), write(event), metadata);
    }

    /**
     * Reads an event of any schema version stored so far.
     *
     * @throws IllegalArgumentException if its type or version is unknown, or the JSON does not fit;
     *     the message names the event
     */
    public <E> Recorded<E> decode(Aggregate<?, E, ?> aggregate, StoredEvent stored) {
        try {
            return new Recorded<>(
                    stored.position(),
                    stored.stream(),
                    stored.version(),
                    stored.eventId(),
                    Objects.requireNonNull(payload(aggregate, stored), "the payload is null"),
                    json.readValue(stored.metadata(), Metadata.class),
                    stored.recordedAt());
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "Event "
                            + stored.position()
                            + " ("
                            + stored.stream()
                            + ", version "
                            + stored.version()
                            + ") cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Like {@link #decode}, but an event that was appended or read here lately is known already.
     */
    @SuppressWarnings(
            "unchecked") // an event with this id was decoded by the aggregate of its category
    public <E> Recorded<E> decodeOnce(Aggregate<?, E, ?> aggregate, StoredEvent stored) {
        Recorded<?> kept = recent.get(place(stored.position()));
        if (kept != null && kept.eventId().equals(stored.eventId())) {
            return (Recorded<E>) kept;
        }
        Recorded<E> decoded = decode(aggregate, stored);
        keep(decoded);
        return decoded;
    }

    /** Spares those who will read this event the decoding. */
    public void keep(Recorded<?> recorded) {
        recent.set(place(recorded.position()), recorded);
    }

    private static int place(long position) {
        return (int) position & RECENT - 1;
    }

    private <E> E payload(Aggregate<?, E, ?> aggregate, StoredEvent stored)
            throws JsonProcessingException {
        EventType<E> type = aggregate.typeNamed(stored.eventType());
        if (stored.schemaVersion() == type.schemaVersion()) {
            return json.readValue(stored.payload(), type.type());
        }
        Map<String, Object> payload = json.readValue(stored.payload(), OBJECT);
        return json.convertValue(
                aggregate.upcast(type, stored.schemaVersion(), payload), type.type());
    }

    /**
     * An event as it would be stored today.
     *
     * @throws IllegalArgumentException if its type or version is unknown
     */
    public <E> StoredEvent upcast(Aggregate<?, E, ?> aggregate, StoredEvent stored) {
        EventType<E> type = aggregate.typeNamed(stored.eventType());
        return stored.schemaVersion() == type.schemaVersion()
                ? stored
                : new StoredEvent(
                        stored.position(),
                        stored.stream(),
                        stored.version(),
                        stored.eventId(),
                        stored.eventType(),
                        type.schemaVersion(),
                        write(decode(aggregate, stored).event()),
                        stored.metadata(),
                        stored.recordedAt());
    }

    /**
     * The snapshot of a state, or none where the aggregate does not keep snapshots of such a state.
     */
    public <S> Optional<String> encodeState(Aggregate<?, ?, S> aggregate, S state) {
        return aggregate.stateTypes().contains(state.getClass())
                ? Optional.of(write(Map.of(state.getClass().getSimpleName(), state)))
                : Optional.empty();
    }

    /**
     * The state of a snapshot, or none where it does not parse: a snapshot is a cache and never
     * trusted.
     */
    public <S> Optional<S> decodeState(Aggregate<?, ?, S> aggregate, StoredSnapshot snapshot) {
        try {
            Map.Entry<String, Object> named =
                    json.readValue(snapshot.state(), OBJECT).entrySet().iterator().next();
            return aggregate.stateTypes().stream()
                    .filter(type -> type.getSimpleName().equals(named.getKey()))
                    .findFirst()
                    .map(type -> json.convertValue(named.getValue(), type));
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.empty();
        }
    }

    public String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "A value of " + value.getClass() + " cannot be stored.", e);
        }
    }

    /** A value that is kept only to save time, unless it does not fit. */
    public <T> Optional<T> tryRead(String text, Class<T> type) {
        try {
            return Optional.ofNullable(json.readValue(text, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * @throws IllegalArgumentException if the JSON does not fit
     */
    public <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "A stored value does not fit " + type.getSimpleName() + ".", e);
        }
    }
}
