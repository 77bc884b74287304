package dev.daybook.support;

import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StoredEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The samples of all that was ever stored, held against the events that there are now. */
public final class GoldenEvents {

    /** One sample, as it stands in the file. */
    public record Line(String category, String type, int schemaVersion, JsonObject payload) {

        static Line of(JsonObject json) {
            return new Line(
                    json.getString("category"),
                    json.getString("type"),
                    json.getInteger("schemaVersion"),
                    json.getJsonObject("payload"));
        }

        @Override
        public String toString() {
            return "{\"category\": \"%s\", \"type\": \"%s\", \"schemaVersion\": %d, \"payload\": %s}"
                    .formatted(category, type, schemaVersion, text(payload));
        }

        /** With a space after each comma and colon, as the file has it. */
        private static String text(Object value) {
            return switch (value) {
                case JsonObject object ->
                        object.stream()
                                .map(each -> "\"" + each.getKey() + "\": " + text(each.getValue()))
                                .collect(Collectors.joining(", ", "{", "}"));
                case JsonArray array ->
                        array.stream().map(Line::text).collect(Collectors.joining(", ", "[", "]"));
                case null -> "null";
                default ->
                        new JsonArray(Collections.singletonList(value))
                                .encode()
                                .replaceAll("^.|.$", "");
            };
        }

        private boolean isOf(Line other) {
            return category.equals(other.category) && type.equals(other.type);
        }
    }

    private static final String FILE = "golden-events.json";

    private final Codec codec = new Codec();
    private final List<Aggregate<?, ?, ?>> aggregates;
    private final List<Line> lines;

    public GoldenEvents(List<Aggregate<?, ?, ?>> aggregates, List<Line> lines) {
        this.aggregates = aggregates;
        this.lines = lines;
    }

    public static List<Line> file() {
        try (var file = GoldenEvents.class.getResourceAsStream("/" + FILE)) {
            return new JsonArray(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .stream().map(JsonObject.class::cast).map(Line::of).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Stream<Line> lines() {
        return lines.stream();
    }

    /** What is missing, too much, or there twice: a sentence each, with what is to be done. */
    public List<String> complaints() {
        return Stream.of(
                        aggregates.stream().flatMap(this::missing),
                        lines.stream()
                                .filter(line -> !isRegistered(line))
                                .map(GoldenEvents::orphan),
                        lines.stream()
                                .filter(
                                        line ->
                                                count(
                                                                line.category(),
                                                                line.type(),
                                                                line.schemaVersion())
                                                        > 1)
                                .map(
                                        line ->
                                                "%s of %s stands twice in %s with schema version %d."
                                                        .formatted(
                                                                line.type(),
                                                                line.category(),
                                                                FILE,
                                                                line.schemaVersion())))
                .flatMap(each -> each)
                .distinct()
                .toList();
    }

    private <E> Stream<String> missing(Aggregate<?, E, ?> aggregate) {
        return aggregate
                .eventTypes()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .flatMap(type -> missing(aggregate, type));
    }

    private <E> Stream<String> missing(Aggregate<?, E, ?> aggregate, EventType<E> type) {
        return IntStream.rangeClosed(1, type.schemaVersion())
                .filter(version -> count(aggregate.category(), type.name(), version) == 0)
                .mapToObj(
                        version ->
                                version == type.schemaVersion()
                                        ? FILE
                                                + " needs a line for what is stored now: "
                                                + stored(aggregate, Samples.of(type.type()))
                                        : "%s of %s was stored with schema version %d: %s has lost its line."
                                                .formatted(
                                                        type.name(),
                                                        aggregate.category(),
                                                        version,
                                                        FILE));
    }

    private static String orphan(Line line) {
        return "%s of %s is in %s, but no event is stored under that name any more. If its class was renamed, write @Stored(name = \"%s\") at the class: such events may be in a log."
                .formatted(line.type(), line.category(), FILE, line.type());
    }

    private long count(String category, String type, int version) {
        return lines.stream()
                .filter(
                        line ->
                                line.category().equals(category)
                                        && line.type().equals(type)
                                        && line.schemaVersion() == version)
                .count();
    }

    private boolean isRegistered(Line line) {
        return aggregates.stream()
                .filter(each -> each.category().equals(line.category()))
                .flatMap(Aggregate::eventTypes)
                .anyMatch(
                        type ->
                                type.name().equals(line.type())
                                        && line.schemaVersion() <= type.schemaVersion());
    }

    /** Whether its event is stored with this schema version now. */
    public boolean isCurrent(Line line) {
        return aggregate(line).typeNamed(line.type()).schemaVersion() == line.schemaVersion();
    }

    /** The line of the same event as it is stored now. */
    public Line current(Line older) {
        return lines().filter(line -> line.isOf(older) && isCurrent(line))
                .findFirst()
                .orElseThrow();
    }

    /** The event of a line. */
    public Object read(Line line) {
        return read(aggregate(line), line);
    }

    /** What becomes of a line that is read and stored once more. */
    public Line storedAgain(Line line) {
        return storedAgain(aggregate(line), line);
    }

    private <E> Line storedAgain(Aggregate<?, E, ?> aggregate, Line line) {
        return stored(aggregate, read(aggregate, line));
    }

    private <E> Line stored(Aggregate<?, E, ?> aggregate, E event) {
        NewEvent stored = codec.encode(aggregate, event, "{}");
        return new Line(
                aggregate.category(),
                stored.eventType(),
                stored.schemaVersion(),
                new JsonObject(stored.payload()));
    }

    private <E> E read(Aggregate<?, E, ?> aggregate, Line line) {
        return codec.decode(
                        aggregate,
                        new StoredEvent(
                                1,
                                new StreamId(line.category(), "id"),
                                1,
                                new UUID(0, 1),
                                line.type(),
                                line.schemaVersion(),
                                line.payload().encode(),
                                "{}",
                                Instant.EPOCH))
                .event();
    }

    private Aggregate<?, ?, ?> aggregate(Line line) {
        return aggregates.stream()
                .filter(each -> each.category().equals(line.category()))
                .findFirst()
                .orElseThrow();
    }
}
