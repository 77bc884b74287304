package dev.daybook.engine.delivery;

import dev.daybook.engine.endpoint.DeliveryChange;
import dev.daybook.engine.endpoint.PlaceWriter;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Stores what the deliveries have done: that of all of them together, and one such write at a time.
 */
final class ProgressSaver {

    private final PlaceWriter writer;
    private final Executor context;
    private final Consumer<Throwable> broken;
    private volatile Uni<Void> last = Uni.createFrom().voidItem();
    private boolean saving;

    /**
     * @param context on which it is called
     * @param broken told that something was not stored
     */
    ProgressSaver(PlaceWriter writer, Executor context, Consumer<Throwable> broken) {
        this.writer = writer;
        this.context = context;
        this.broken = broken;
    }

    /**
     * @param changes taken where nothing is under way
     */
    void save(long epoch, Supplier<List<DeliveryChange>> changes) {
        List<DeliveryChange> now = saving ? List.of() : changes.get();
        if (now.isEmpty()) {
            return;
        }
        saving = true;
        last =
                writer.save(epoch, now)
                        .emitOn(context)
                        .onTermination()
                        .invoke(() -> saving = false)
                        .memoize()
                        .indefinitely();
        last.subscribe().with(_ -> {}, broken);
    }

    /** Completes, or fails, with what was begun last. */
    Uni<Void> last() {
        return Uni.createFrom().deferred(() -> last);
    }
}
