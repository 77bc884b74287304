package dev.daybook.store.postgres;

import dev.daybook.store.NewEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.outcome.NewOutcome;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The columns of a batch as the arrays that {@code append_events} takes. */
final class AppendArrays {

    private final @Nullable UUID expectedHead;
    private final List<String> categories = new ArrayList<>();
    private final List<String> streamIds = new ArrayList<>();
    private final List<Long> expectedVersions = new ArrayList<>();
    private final List<Boolean> confirmed = new ArrayList<>();
    private final List<Integer> eventStreams = new ArrayList<>();
    private final List<Long> eventVersions = new ArrayList<>();
    private final List<UUID> eventIds = new ArrayList<>();
    private final List<String> eventTypes = new ArrayList<>();
    private final List<Integer> schemaVersions = new ArrayList<>();
    private final List<String> payloads = new ArrayList<>();
    private final List<String> metadatas = new ArrayList<>();
    private final List<Integer> commandStreams = new ArrayList<>();
    private final List<String> callers = new ArrayList<>();
    private final List<String> commandIds = new ArrayList<>();
    private final List<String> fingerprints = new ArrayList<>();
    private final List<Long> commandVersions = new ArrayList<>();
    private final List<@Nullable Integer> commandEvents = new ArrayList<>();
    private final List<@Nullable String> rejections = new ArrayList<>();
    private final List<Boolean> kept = new ArrayList<>();

    private AppendArrays(@Nullable UUID expectedHead) {
        this.expectedHead = expectedHead;
    }

    /**
     * @param expectedHead the event that the caller believes to be the last of the log
     * @param isConfirmed whether a stream has its expected version as long as that event is the
     *     last
     */
    static Tuple of(
            @Nullable UUID expectedHead,
            List<StreamAppend> batch,
            Predicate<StreamAppend> isConfirmed) {
        AppendArrays arrays = new AppendArrays(expectedHead);
        batch.forEach(append -> arrays.add(append, isConfirmed.test(append)));
        return arrays.tuple();
    }

    private void add(StreamAppend append, boolean isConfirmed) {
        categories.add(append.stream().category());
        streamIds.add(append.stream().id());
        expectedVersions.add(append.expectedVersion());
        confirmed.add(isConfirmed);
        int stream = categories.size();
        int eventsBefore = eventIds.size();
        long version = append.expectedVersion();
        for (NewEvent event : append.events()) {
            eventStreams.add(stream);
            eventVersions.add(++version);
            eventIds.add(event.eventId());
            eventTypes.add(event.eventType());
            schemaVersions.add(event.schemaVersion());
            payloads.add(event.payload());
            metadatas.add(event.metadata());
        }
        for (NewOutcome outcome : append.outcomes()) {
            commandStreams.add(stream);
            callers.add(outcome.key().id().caller());
            commandIds.add(outcome.key().id().value());
            fingerprints.add(outcome.key().fingerprint());
            commandVersions.add(outcome.version());
            commandEvents.add(lastEvent(append, eventsBefore, outcome));
            rejections.add(outcome.rejection());
            kept.add(outcome.kept());
        }
    }

    /** The number within the batch of the last event of a command that was accepted. */
    private static @Nullable Integer lastEvent(
            StreamAppend append, int eventsBefore, NewOutcome outcome) {
        return outcome.kept() && outcome.rejection() == null
                ? eventsBefore + (int) (outcome.version() - append.expectedVersion())
                : null;
    }

    private Tuple tuple() {
        return Tuple.tuple()
                .addUUID(expectedHead)
                .addArrayOfString(categories.toArray(new String[0]))
                .addArrayOfString(streamIds.toArray(new String[0]))
                .addArrayOfLong(expectedVersions.toArray(new Long[0]))
                .addArrayOfBoolean(confirmed.toArray(new Boolean[0]))
                .addArrayOfInteger(eventStreams.toArray(new Integer[0]))
                .addArrayOfLong(eventVersions.toArray(new Long[0]))
                .addArrayOfUUID(eventIds.toArray(new UUID[0]))
                .addArrayOfString(eventTypes.toArray(new String[0]))
                .addArrayOfInteger(schemaVersions.toArray(new Integer[0]))
                .addArrayOfString(payloads.toArray(new String[0]))
                .addArrayOfString(metadatas.toArray(new String[0]))
                .addArrayOfInteger(commandStreams.toArray(new Integer[0]))
                .addArrayOfString(callers.toArray(new String[0]))
                .addArrayOfString(commandIds.toArray(new String[0]))
                .addArrayOfString(fingerprints.toArray(new String[0]))
                .addArrayOfLong(commandVersions.toArray(new Long[0]))
                .addArrayOfInteger(commandEvents.toArray(new Integer[0]))
                .addArrayOfString(rejections.toArray(new String[0]))
                .addArrayOfBoolean(kept.toArray(new Boolean[0]));
    }
}
