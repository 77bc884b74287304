package dev.daybook.support;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.AppendResult;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.StoredSnapshot;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.StreamLoad;
import dev.daybook.store.StreamTail;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A real store behind a bad line: calls or their answers are lost as planned. */
public final class FlakyStore implements EventStore {

    /** What becomes of a call. */
    public enum Line {
        GOOD,
        CALL_LOST,
        ANSWER_LOST
    }

    private final EventStore store;
    private final Queue<Line> appends = new ConcurrentLinkedQueue<>();
    private final Queue<Line> loads = new ConcurrentLinkedQueue<>();
    private volatile Line otherwise = Line.GOOD;

    public FlakyStore(EventStore store) {
        this.store = store;
    }

    /** What becomes of the next calls that append. */
    public void planAppends(Line... lines) {
        appends.addAll(List.of(lines));
    }

    /** What becomes of the next calls of {@link #load}. */
    public void planLoads(Line... lines) {
        loads.addAll(List.of(lines));
    }

    /** What becomes of all calls that are not planned. */
    public void otherwise(Line line) {
        otherwise = line;
    }

    /** Whether everything that was planned has happened. */
    public boolean planFulfilled() {
        return appends.isEmpty() && loads.isEmpty();
    }

    @Override
    public Uni<List<AppendResult>> append(List<StreamAppend> batch) {
        return over(appends, store.append(batch));
    }

    @Override
    public Uni<List<AppendResult>> appendTogether(List<StreamAppend> streams) {
        return over(appends, store.appendTogether(streams));
    }

    @Override
    public Uni<List<StreamTail>> load(List<StreamLoad> requests, int limit) {
        return over(loads, store.load(requests, limit));
    }

    @Override
    public Uni<List<StoredEvent>> readStream(StreamId stream, long afterVersion, int limit) {
        return store.readStream(stream, afterVersion, limit);
    }

    @Override
    public Uni<List<StoredEvent>> read(long afterPosition, int limit) {
        return store.read(afterPosition, limit);
    }

    @Override
    public Uni<Long> versionAt(StreamId stream, Instant instant) {
        return store.versionAt(stream, instant);
    }

    @Override
    public Uni<Long> positionBefore(Instant instant) {
        return store.positionBefore(instant);
    }

    @Override
    public Uni<List<StoredEvent>> streams(
            String category, String prefix, String afterId, int limit) {
        return store.streams(category, prefix, afterId, limit);
    }

    @Override
    public Uni<List<StoredEvent>> find(
            EventFilter filter, long afterPosition, long toPosition, int limit) {
        return store.find(filter, afterPosition, toPosition, limit);
    }

    @Override
    public Uni<Long> head() {
        return store.head();
    }

    @Override
    public Uni<Void> saveSnapshots(List<StoredSnapshot> snapshots) {
        return store.saveSnapshots(snapshots);
    }

    private <T> Uni<T> over(Queue<Line> planned, Uni<T> call) {
        return Uni.createFrom()
                .deferred(
                        () -> {
                            Line next = planned.poll();
                            return switch (next == null ? otherwise : next) {
                                case GOOD -> call;
                                case CALL_LOST -> Uni.createFrom().failure(lost());
                                case ANSWER_LOST -> call.onItem().failWith(FlakyStore::lost);
                            };
                        });
    }

    private static StoreUnavailable lost() {
        return new StoreUnavailable("no answer", new IOException("the line is bad"));
    }
}
