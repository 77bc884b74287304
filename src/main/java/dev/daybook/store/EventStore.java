package dev.daybook.store;

import dev.daybook.kernel.StreamId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/**
 * The append-only log: the only source of truth.
 *
 * <p>Positions are 1, 2, 3 ... without a hole and in commit order: whoever has read position n has
 * seen all below it. Versions of a stream likewise. Every {@code Uni} fails with {@link
 * StoreUnavailable} where the store gave no answer and with {@link StoreRefusal} where it answered
 * that it does not take the data.
 */
public interface EventStore {

    /**
     * Appends a batch in one transaction. Each stream is judged by itself: it is appended whole or
     * not at all, and one that is not disturbs no other.
     *
     * <p>The call may be repeated after {@link StoreUnavailable}: a stream whose very events stand
     * already where they were to go is answered as appended.
     *
     * @param batch at most one entry for each stream
     * @return a result for each entry, in the same order
     */
    Uni<List<AppendResult>> append(List<StreamAppend> batch);

    /**
     * Appends streams that go together: all of them whole, or nothing. Where one is stale, or one
     * of its commands was recorded before, it is answered so, and the others are {@link
     * AppendResult.Withheld} or such themselves.
     *
     * <p>The call may be repeated as {@link #append} may.
     *
     * @param streams at most one entry for each stream, each with events
     * @return a result for each entry, in the same order
     */
    Uni<List<AppendResult>> appendTogether(List<StreamAppend> streams);

    /**
     * Reads several streams in one round trip, each from its newest usable snapshot or from the
     * version already known.
     *
     * @return an answer for each request, in the same order, with at most {@code limit} events each
     */
    Uni<List<StreamTail>> load(List<StreamLoad> requests, int limit);

    /** The events of one stream behind a version, in order, at most {@code limit}. */
    Uni<List<StoredEvent>> readStream(StreamId stream, long afterVersion, int limit);

    /** The version that a stream had at an instant: of its last event recorded by then, else 0. */
    Uni<Long> versionAt(StreamId stream, Instant instant);

    /** The position of the last event recorded before an instant, 0 where there is none. */
    Uni<Long> positionBefore(Instant instant);

    /**
     * The streams of a category whose ids begin with a prefix, in the order of their ids' bytes.
     *
     * @param afterId those behind this id; empty for all
     * @return of each its last event, at most {@code limit}
     */
    Uni<List<StoredEvent>> streams(String category, String prefix, String afterId, int limit);

    /** The events of the log behind a position, in order, at most {@code limit}. */
    Uni<List<StoredEvent>> read(long afterPosition, int limit);

    /**
     * The next events behind a position, in order, at most {@code limit}: one at least where there
     * is any, and only so many as are at hand, for who asks again anyhow.
     */
    default Uni<List<StoredEvent>> readNext(long afterPosition, int limit) {
        return read(afterPosition, limit);
    }

    /**
     * The events behind a position, up to and including another one, that a filter lets pass: in
     * order, at most {@code limit}. The log is read through for it, so the two positions have to be
     * near each other.
     */
    Uni<List<StoredEvent>> find(EventFilter filter, long afterPosition, long toPosition, int limit);

    /** The last position, 0 for an empty log. */
    Uni<Long> head();

    /**
     * Keeps snapshots; one that is older than what is kept is dropped. Snapshots are a cache:
     * losing one costs time.
     */
    Uni<Void> saveSnapshots(List<StoredSnapshot> snapshots);
}
