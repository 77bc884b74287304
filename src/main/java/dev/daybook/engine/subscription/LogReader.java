package dev.daybook.engine.subscription;

import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Where a loop reads the log. */
@FunctionalInterface
public interface LogReader {

    /** As {@link dev.daybook.store.EventStore#readNext}. */
    Uni<List<StoredEvent>> readNext(long afterPosition, int limit);
}
