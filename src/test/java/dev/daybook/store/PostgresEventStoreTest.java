package dev.daybook.store;

import dev.daybook.support.TestLog;
import org.junit.jupiter.api.AfterEach;

/** The store in PostgreSQL keeps the contract. */
class PostgresEventStoreTest extends EventStoreReadContract {

    private final TestLog log = TestLog.inPostgres();

    @Override
    EventStore emptyStore() {
        return log.store();
    }

    @AfterEach
    void close() {
        log.close();
    }
}
