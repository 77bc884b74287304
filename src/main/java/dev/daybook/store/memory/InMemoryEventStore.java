package dev.daybook.store.memory;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.AppendResult;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.StoredSnapshot;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.StreamLoad;
import dev.daybook.store.StreamTail;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.NewOutcome;
import dev.daybook.store.outcome.StoredOutcome;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The log in memory, gone with the process; keeps the same contract as the one in PostgreSQL. */
public final class InMemoryEventStore implements EventStore {

    private final Clock clock;
    private final List<StoredEvent> log = new ArrayList<>();
    private final Map<StreamId, List<StoredEvent>> streams = new HashMap<>();
    private final Map<CommandId, StoredOutcome> outcomes = new HashMap<>();
    private final Map<StreamId, StoredSnapshot> snapshots = new HashMap<>();

    public InMemoryEventStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Uni<List<AppendResult>> append(List<StreamAppend> batch) {
        return locked(
                () -> {
                    batch.forEach(Storable::require);
                    Instant now = nowNeverBeforeLast();
                    return batch.stream().map(append -> append(append, now)).toList();
                });
    }

    @Override
    public Uni<List<AppendResult>> appendTogether(List<StreamAppend> group) {
        return locked(
                () -> {
                    group.forEach(Storable::require);
                    Instant now = nowNeverBeforeLast();
                    return group.stream().map(this::obstacle).allMatch(Optional::isEmpty)
                            ? group.stream().map(append -> append(append, now)).toList()
                            : group.stream().map(this::obstacleOrWithheld).toList();
                });
    }

    private AppendResult obstacleOrWithheld(StreamAppend append) {
        return obstacle(append).orElseGet(AppendResult.Withheld::new);
    }

    @Override
    public Uni<List<StreamTail>> load(List<StreamLoad> requests, int limit) {
        return locked(() -> requests.stream().map(request -> tail(request, limit)).toList());
    }

    @Override
    public Uni<List<StoredEvent>> readStream(StreamId stream, long afterVersion, int limit) {
        return locked(() -> behind(events(stream), afterVersion, limit));
    }

    @Override
    public Uni<Long> versionAt(StreamId stream, Instant instant) {
        return locked(
                () ->
                        events(stream).stream()
                                .takeWhile(event -> !event.recordedAt().isAfter(instant))
                                .count());
    }

    @Override
    public Uni<Long> positionBefore(Instant instant) {
        return locked(
                () ->
                        log.stream()
                                .takeWhile(event -> event.recordedAt().isBefore(instant))
                                .count());
    }

    @Override
    public Uni<List<StoredEvent>> streams(
            String category, String prefix, String afterId, int limit) {
        return locked(
                () ->
                        streams.entrySet().stream()
                                .filter(each -> each.getKey().category().equals(category))
                                .filter(each -> each.getKey().id().startsWith(prefix))
                                .filter(each -> each.getKey().id().compareTo(afterId) > 0)
                                .sorted(Comparator.comparing(each -> each.getKey().id()))
                                .limit(limit)
                                .map(each -> each.getValue().getLast())
                                .toList());
    }

    @Override
    public Uni<List<StoredEvent>> read(long afterPosition, int limit) {
        return locked(() -> behind(log, afterPosition, limit));
    }

    @Override
    public Uni<List<StoredEvent>> find(
            EventFilter filter, long afterPosition, long toPosition, int limit) {
        return locked(
                () -> {
                    int to = Math.clamp(toPosition, 0, log.size());
                    int from = Math.clamp(afterPosition, 0, to);
                    return log.subList(from, to).stream()
                            .filter(filter::lets)
                            .limit(limit)
                            .toList();
                });
    }

    @Override
    public Uni<Long> head() {
        return locked(() -> (long) log.size());
    }

    @Override
    public Uni<Void> saveSnapshots(List<StoredSnapshot> saved) {
        return locked(
                        () -> {
                            saved.forEach(this::keep);
                            return true;
                        })
                .replaceWithVoid();
    }

    private void keep(StoredSnapshot saved) {
        snapshots.merge(saved.stream(), saved, StoredSnapshot::orReplaced);
    }

    private <T> Uni<T> locked(Supplier<T> work) {
        return Uni.createFrom()
                .item(
                        () -> {
                            synchronized (log) {
                                return work.get();
                            }
                        });
    }

    private AppendResult append(StreamAppend append, Instant now) {
        return obstacle(append).orElseGet(() -> add(append, now));
    }

    /** Why there is nothing to add: it is there already, or does not fit. */
    private Optional<AppendResult> obstacle(StreamAppend append) {
        List<StoredEvent> stream = events(append.stream());
        Optional<StoredEvent> own = ownFirstEvent(append, stream);
        if (own.isPresent()) {
            return own.map(
                    event -> new AppendResult.Appended(event.position(), event.recordedAt()));
        }
        List<StoredOutcome> recorded =
                append.outcomes().stream()
                        .map(outcome -> outcomes.get(outcome.key().id()))
                        .filter(Objects::nonNull)
                        .toList();
        if (!recorded.isEmpty()) {
            return Optional.of(new AppendResult.Repeated(recorded));
        }
        return stream.size() == append.expectedVersion()
                ? Optional.empty()
                : Optional.of(new AppendResult.Stale(stream.size()));
    }

    private AppendResult add(StreamAppend append, Instant now) {
        long before = log.size();
        append.events().forEach(event -> add(append.stream(), event, now));
        append.outcomes().stream()
                .filter(NewOutcome::kept)
                .forEach(
                        outcome ->
                                outcomes.put(outcome.key().id(), stored(outcome, append.stream())));
        return new AppendResult.Appended(before + 1, now);
    }

    private static Optional<StoredEvent> ownFirstEvent(
            StreamAppend append, List<StoredEvent> stream) {
        int next = (int) append.expectedVersion();
        if (append.events().isEmpty() || stream.size() <= next) {
            return Optional.empty();
        }
        return Optional.of(stream.get(next))
                .filter(event -> event.eventId().equals(append.events().getFirst().eventId()));
    }

    private void add(StreamId stream, NewEvent event, Instant now) {
        List<StoredEvent> events = streams.computeIfAbsent(stream, _ -> new ArrayList<>());
        StoredEvent stored =
                new StoredEvent(
                        log.size() + 1L,
                        stream,
                        events.size() + 1L,
                        event.eventId(),
                        event.eventType(),
                        event.schemaVersion(),
                        event.payload(),
                        event.metadata(),
                        now);
        log.add(stored);
        events.add(stored);
    }

    private StreamTail tail(StreamLoad request, int limit) {
        Optional<StoredSnapshot> snapshot =
                Optional.ofNullable(snapshots.get(request.stream()))
                        .filter(kept -> kept.shortens(request));
        long after = snapshot.map(StoredSnapshot::version).orElse(request.afterVersion());
        return new StreamTail(snapshot, behind(events(request.stream()), after, limit));
    }

    private List<StoredEvent> events(StreamId stream) {
        return streams.getOrDefault(stream, List.of());
    }

    private Instant nowNeverBeforeLast() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return log.isEmpty() || now.isAfter(log.getLast().recordedAt())
                ? now
                : log.getLast().recordedAt();
    }

    private static <T> List<T> behind(List<T> events, long after, int limit) {
        int from = Math.clamp(after, 0, events.size());
        return List.copyOf(events.subList(from, Math.min(events.size(), from + limit)));
    }

    private StoredOutcome stored(NewOutcome outcome, StreamId stream) {
        long position =
                outcome.rejection() == null
                        ? events(stream).get((int) outcome.version() - 1).position()
                        : 0;
        return new StoredOutcome(outcome.key(), outcome.version(), position, outcome.rejection());
    }
}
