package dev.daybook.engine.projection;

import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.SubscriptionStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rebuilds that this instance owns: each has a loop of its own until it is over. */
public final class Rebuilds {

    private final Function<String, Subscription> loops;
    private final Map<String, Subscription> running = new HashMap<>();

    /**
     * @param loops makes the loop of a projection's rebuild
     */
    public Rebuilds(Function<String, Subscription> loops) {
        this.loops = loops;
    }

    /**
     * @param all that there are, of any instance
     */
    public synchronized void tell(List<SubscriptionStatus> all) {
        Map<String, SubscriptionStatus> mine =
                all.stream()
                        .filter(SubscriptionStatus::mine)
                        .collect(Collectors.toMap(status -> status.key().name(), status -> status));
        running.forEach(
                (name, loop) -> {
                    if (!mine.containsKey(name)) {
                        loop.stop();
                    }
                });
        running.keySet().retainAll(mine.keySet());
        mine.keySet().forEach(name -> running.computeIfAbsent(name, loops).lead());
    }

    /** Says that the log reaches to this position at least. */
    public synchronized void wakeUpTo(long head) {
        running.values().forEach(loop -> loop.wakeUpTo(head));
    }

    /** Of those that run. */
    public synchronized List<Subscription> loops() {
        return List.copyOf(running.values());
    }
}
