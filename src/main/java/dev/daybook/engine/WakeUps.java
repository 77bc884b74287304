package dev.daybook.engine;

import dev.daybook.engine.ownership.Notifications;
import dev.daybook.engine.ownership.Ownership;
import dev.daybook.engine.projection.Rebuilds;
import dev.daybook.engine.subscription.Subscription;
import java.util.List;
import java.util.Set;

/**
 * Who is told when the log, or a subscription, has come further: the loops of this instance at
 * once, those of others soon.
 */
final class WakeUps {

    private final Notifications notifications;
    private final Ownership ownership;
    private final List<Subscription> subscriptions;
    private final Subscription tail;
    private final Rebuilds rebuilds;

    WakeUps(
            Notifications notifications,
            Ownership ownership,
            List<Subscription> subscriptions,
            Subscription tail,
            Rebuilds rebuilds) {
        this.notifications = notifications;
        this.ownership = ownership;
        this.subscriptions = subscriptions;
        this.tail = tail;
        this.rebuilds = rebuilds;
    }

    /** This instance has appended. */
    void appended(Set<String> categories, long head) {
        wakeUpTo(categories, head);
        categories.forEach(
                category -> notifications.tell(Notifications.LOG_PREFIX + category, head));
    }

    /** An instance has told how far something has come. */
    void heard(String name, long position) {
        switch (name) {
            case Notifications.OWNERS_NAME -> ownership.renew().subscribe().with(_ -> {});
            case String log when log.startsWith(Notifications.LOG_PREFIX) ->
                    wakeUpTo(Set.of(log.substring(Notifications.LOG_PREFIX.length())), position);
            default ->
                    subscriptions.stream()
                            .filter(subscription -> subscription.name().equals(name))
                            .forEach(subscription -> subscription.follow(position));
        }
    }

    /** There may be something for an instance to take. */
    void askForChanges() {
        heard(Notifications.OWNERS_NAME, 0);
        notifications.tell(Notifications.OWNERS_NAME, 0);
    }

    void wakeUpTo(long head) {
        subscriptions.forEach(subscription -> subscription.wakeUpTo(head));
        rebuilds.wakeUpTo(head);
        tail.wakeUpTo(head);
    }

    private void wakeUpTo(Set<String> categories, long head) {
        subscriptions.forEach(subscription -> subscription.wakeUpTo(head, categories));
        rebuilds.wakeUpTo(head);
        tail.wakeUpTo(head);
    }
}
