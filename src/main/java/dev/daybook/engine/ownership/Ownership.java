package dev.daybook.engine.ownership;

import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.SubscriptionStatus;
import dev.daybook.store.StoreUnavailable;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * This instance's part in running the subscriptions: it says regularly that it is alive, and each
 * subscription whether to lead or to follow. What keeps two leaders from writing is the epoch at
 * the checkpoint, not this.
 */
public final class Ownership {

    private final OwnershipLeases leases;
    private final Map<String, Subscription> subscriptions;
    private final Consumer<List<SubscriptionStatus>> rebuilds;
    private final Notifications notifications;
    private Uni<Void> lastClaim = Uni.createFrom().voidItem();
    private boolean takesPart;

    /**
     * @param subscriptions the live ones
     * @param rebuilds told of the others, of any instance
     * @param notifications which are sent while there are other instances
     */
    public Ownership(
            OwnershipLeases leases,
            List<Subscription> subscriptions,
            Consumer<List<SubscriptionStatus>> rebuilds,
            Notifications notifications) {
        this.leases = leases;
        this.subscriptions =
                subscriptions.stream()
                        .collect(Collectors.toMap(Subscription::name, Function.identity()));
        this.rebuilds = rebuilds;
        this.notifications = notifications;
    }

    /** Takes part from now on. Fails with {@link StoreUnavailable} where nobody answers. */
    public synchronized Uni<Void> begin() {
        takesPart = true;
        return claim();
    }

    /** Says again that this instance is alive, for as long as it takes part. */
    public synchronized Uni<Void> renew() {
        if (!takesPart) {
            return Uni.createFrom().voidItem();
        }
        notifications.listen();
        return claim()
                // it may lose what it owns, and finds out
                .onFailure(StoreUnavailable.class)
                .recoverWithNull();
    }

    private Uni<Void> claim() {
        lastClaim =
                leases.claim()
                        .invoke(this::tell)
                        .onFailure(StoreUnavailable.class)
                        .invoke(() -> subscriptions.values().forEach(Subscription::lost))
                        .replaceWithVoid()
                        .memoize()
                        .indefinitely();
        return lastClaim;
    }

    /** Takes nothing any more. */
    public synchronized void end() {
        takesPart = false;
    }

    /** Gives up all of it, for the others to take; the last word. */
    public synchronized Uni<Void> leave() {
        takesPart = false;
        return lastClaim.onFailure().recoverWithNull().chain(leases::leave);
    }

    private void tell(List<SubscriptionStatus> all) {
        notifications.listeners(all.stream().anyMatch(status -> status.others() > 0));
        all.stream()
                .filter(status -> status.key().live())
                .forEach(status -> tell(subscriptions.get(status.key().name()), status));
        rebuilds.accept(all.stream().filter(status -> !status.key().live()).toList());
    }

    /** There may be rows of projections that only other versions of the service have. */
    private static void tell(@Nullable Subscription subscription, SubscriptionStatus status) {
        if (subscription != null) {
            subscription.tell(status);
        }
    }
}
