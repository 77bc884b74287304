package dev.daybook.store;

import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.support.BackwardClock;

/** The store in memory keeps the contract, even where the clock goes backwards. */
class InMemoryEventStoreTest extends EventStoreReadContract {

    @Override
    EventStore emptyStore() {
        return new InMemoryEventStore(new BackwardClock());
    }
}
