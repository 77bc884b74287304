package dev.daybook.engine;

import dev.daybook.engine.Leases.Lease;
import dev.daybook.store.StoreUnavailable;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * This instance's part in running the subscriptions: it says regularly that it is alive, and each
 * subscription whether to lead or to follow. What keeps two leaders from writing is the epoch at
 * the checkpoint, not this.
 */
final class Ownership {

    private final Leases leases;
    private final Map<String, Subscription> subscriptions;
    private final Rebuilds rebuilds;
    private final Notifications notifications;
    private Uni<Void> lastRenewal = Uni.createFrom().voidItem();
    private boolean left;

    /**
     * @param subscriptions the live ones
     * @param notifications which are sent while there are other instances
     */
    Ownership(
            Leases leases,
            List<Subscription> subscriptions,
            Rebuilds rebuilds,
            Notifications notifications) {
        this.leases = leases;
        this.subscriptions =
                subscriptions.stream()
                        .collect(Collectors.toMap(Subscription::name, Function.identity()));
        this.rebuilds = rebuilds;
        this.notifications = notifications;
    }

    /**
     * Says that this instance is alive; nothing once it has left. Fails with {@link
     * StoreUnavailable} where the database does not answer.
     */
    synchronized Uni<Void> renew() {
        if (left) {
            return Uni.createFrom().voidItem();
        }
        lastRenewal =
                leases.claim()
                        .invoke(this::tell)
                        .onFailure(StoreUnavailable.class)
                        .invoke(() -> subscriptions.values().forEach(Subscription::lost))
                        .replaceWithVoid()
                        .memoize()
                        .indefinitely();
        return lastRenewal;
    }

    /** Gives up all of it, for the others to take; the last word. */
    synchronized Uni<Void> leave() {
        left = true;
        return lastRenewal.onFailure().recoverWithNull().chain(leases::leave);
    }

    private void tell(List<Lease> all) {
        notifications.listeners(all.stream().anyMatch(lease -> lease.others() > 0));
        all.stream()
                .filter(lease -> lease.key().live())
                .forEach(lease -> tell(subscriptions.get(lease.key().name()), lease));
        rebuilds.tell(all.stream().filter(lease -> !lease.key().live()).toList());
    }

    /** There may be rows of projections that only other versions of the service have. */
    private static void tell(@Nullable Subscription subscription, Lease lease) {
        if (subscription != null) {
            subscription.tell(lease);
        }
    }
}
