package dev.daybook.engine.projection;

import dev.daybook.engine.subscription.LogReader;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The log as rebuilds read it: while a page is handled the next one is on its way, and who comes to
 * the same place soon after is given the same page.
 */
final class LogPages implements LogReader {

    private static final int KEPT = 4;

    private record Page(long after, int limit) {}

    private final LogReader log;
    private final Map<Page, Uni<List<StoredEvent>>> pages = new LinkedHashMap<>(KEPT, 0.75f, true);

    LogPages(LogReader log) {
        this.log = log;
    }

    @Override
    public Uni<List<StoredEvent>> readNext(long afterPosition, int limit) {
        return page(new Page(afterPosition, limit))
                .invoke(
                        events -> {
                            if (events.size() == limit) {
                                readAhead(new Page(events.getLast().position(), limit));
                            }
                        });
    }

    private void readAhead(Page next) {
        page(next)
                .subscribe()
                .with(
                        _ -> {}, _ -> {} // who needs it asks again, and is told
                        );
    }

    private synchronized Uni<List<StoredEvent>> page(Page wanted) {
        Uni<List<StoredEvent>> page = pages.computeIfAbsent(wanted, this::read);
        while (pages.size() > KEPT) {
            pages.remove(pages.keySet().iterator().next());
        }
        return page;
    }

    private Uni<List<StoredEvent>> read(Page wanted) {
        return log.readNext(wanted.after(), wanted.limit())
                .onItemOrFailure()
                .invoke(
                        (events, failure) -> {
                            // the end of the log does not stay where it is
                            if (failure != null || events.size() < wanted.limit()) {
                                forget(wanted);
                            }
                        })
                .memoize()
                .indefinitely();
    }

    private synchronized void forget(Page page) {
        pages.remove(page);
    }

    /** Says that nobody reads on for now. */
    synchronized void clear() {
        pages.clear();
    }
}
