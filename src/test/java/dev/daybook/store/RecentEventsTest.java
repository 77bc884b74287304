package dev.daybook.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.store.memory.RecentEvents;
import dev.daybook.support.BackwardClock;
import dev.daybook.support.Entries;
import dev.daybook.support.Wait;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store that remembers what it appended keeps the contract, though it forgets soon. */
class RecentEventsTest extends EventStoreReadContract {

    private static final int CAPACITY = 2;

    @Override
    EventStore emptyStore() {
        return new RecentEvents(new InMemoryEventStore(new BackwardClock()), CAPACITY);
    }

    @Test
    void what_another_process_appended_in_between_is_read_from_the_store() {
        EventStore log = new InMemoryEventStore(new BackwardClock());
        EventStore one = new RecentEvents(log, 100);
        EventStore other = new RecentEvents(log, 100);
        for (int round = 0; round < 3; round++) {
            Wait.answerOf(one.append(List.of(Entries.entry(A, round, Entries.events(1)))));
            Wait.answerOf(other.append(List.of(Entries.entry(B, round, Entries.events(1)))));
        }

        for (long after = 0; after <= 6; after++) {
            List<StoredEvent> stored = Wait.answerOf(log.read(after, 10));
            assertEquals(stored, Wait.answerOf(one.read(after, 10)));
            assertEquals(stored, Wait.answerOf(other.read(after, 10)));
        }
    }
}
