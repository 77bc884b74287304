package dev.daybook.engine.projection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Set;

/** What a projector wrote last: still right as long as nobody else wrote since. */
final class RecentRows<R extends Record> {

    private static final int MOST = 20_000;

    /** A place in the log, in an epoch of the checkpoint. */
    private record Place(long epoch, long position) {}

    private static final Place NOWHERE = new Place(-1, -1);

    private final Cache<String, R> rows =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    private Place place = NOWHERE;

    /** Says from where on is written now: what was written up to another place is forgotten. */
    void beginAt(long epoch, long position) {
        if (!place.equals(new Place(epoch, position))) {
            forget();
        }
        place = NOWHERE;
    }

    void wrote(long epoch, long position, Map<String, R> written) {
        rows.putAll(written);
        place = new Place(epoch, position);
    }

    /** Those of these keys that are known. */
    Map<String, R> of(Set<String> keys) {
        return rows.getAllPresent(keys);
    }

    /** The same, as they are at a place. */
    Map<String, R> at(long epoch, long position, Set<String> keys) {
        return place.equals(new Place(epoch, position)) ? of(keys) : Map.of();
    }

    void forget() {
        rows.invalidateAll();
    }
}
