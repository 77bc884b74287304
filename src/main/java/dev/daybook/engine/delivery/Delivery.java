package dev.daybook.engine.delivery;

import dev.daybook.engine.endpoint.DeliveryChange;
import dev.daybook.engine.endpoint.Held;
import dev.daybook.engine.endpoint.Place;
import dev.daybook.engine.endpoint.Place.Signer;
import dev.daybook.engine.endpoint.Webhook.Cause;
import dev.daybook.engine.webhook.Attempt;
import dev.daybook.engine.webhook.WebhookMessage;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends the events that one webhook wants, those of a stream one after the other. An event that
 * does not arrive is held, and with it the later ones of its stream; the others go on. What is not
 * under way stands in the log, not here: where too many streams are held, it reads no further.
 *
 * <p>Confined to one context. What it has done is stored some moments later: after a crash the last
 * messages are sent once more.
 */
final class Delivery {

    private static final int MOST_HELD = 100;

    /** After the last attempt, where somebody has it go on. */
    private static final Duration LAST_PAUSE = Duration.ofDays(1);

    private final DeliveryMeans means;
    private final Place place;
    private final ReadAhead ahead;
    private final HeldStreams held;
    private final DeliveryRecord record;
    private List<Signer> signers;

    /** The streams of which something is under way. */
    private final Set<StreamId> busy = new HashSet<>();

    private boolean closed;

    /**
     * @param head to which the log reaches
     */
    Delivery(DeliveryMeans means, Place place, long head) {
        this.means = means;
        this.place = place;
        this.ahead = new ReadAhead(means, place, head);
        this.held = new HeldStreams(place.held());
        this.signers = place.signers();
        this.record = new DeliveryRecord(place);
    }

    /** Takes over what may change while messages are under way; says no where more has changed. */
    boolean renew(Place current) {
        signers = current.signers();
        return current.generation() == place.generation();
    }

    /** Nobody hears any more how what is under way ends. */
    void close() {
        closed = true;
    }

    int held() {
        return held.count();
    }

    /** These are the events behind a position, and no others, up to another one. */
    void offer(List<StoredEvent> events, long from, long to) {
        ahead.reachesTo(to);
        if (mayTake()) {
            ahead.take(events, from, to);
        }
        goOn();
    }

    /** Sends what there is to send now. */
    void goOn() {
        if (!closed) {
            sendHeld();
            sendWaiting();
            if (mayTake()) {
                ahead.readOn(this::goOn, this::broken);
            }
        }
    }

    private boolean mayTake() {
        return held.count() < MOST_HELD && ahead.hasRoom();
    }

    private void sendHeld() {
        for (Held each : held.due(Instant.now())) {
            if (isFree() && busy.add(each.stream())) {
                means.store()
                        .readStream(each.stream(), each.version() - 1, 1)
                        .emitOn(means.context())
                        .subscribe()
                        .with(events -> send(events.getFirst(), each), this::broken);
            }
        }
    }

    private void sendWaiting() {
        Iterator<StoredEvent> waiting = ahead.waiting();
        while (waiting.hasNext() && isFree()) {
            StoredEvent event = waiting.next();
            if (held.hold(event.stream())) {
                waiting.remove();
                held.pass(event);
                settled(event);
            } else if (busy.add(event.stream())) {
                waiting.remove();
                send(event, Held.untried(event, Instant.now()));
            }
        }
    }

    private boolean isFree() {
        return busy.size() < means.inFlight();
    }

    private void settled(StoredEvent event) {
        ahead.settled(event);
        record.changed();
    }

    private void send(StoredEvent event, Held before) {
        Sending sending = new Sending(event, before, Instant.now());
        Uni.createFrom()
                .item(() -> WebhookMessage.of(means.published().upcaster().apply(event)))
                .chain(message -> send(message, sending.begun()))
                .onFailure()
                .recoverWithItem(new Attempt.Unanswered(Attempt.Reason.UNSENDABLE))
                .emitOn(means.context())
                .subscribe()
                .with(attempt -> ended(sending, attempt));
    }

    private Uni<Attempt> send(WebhookMessage message, Instant now) {
        return means.sender()
                .send(place.url(), message.headers(Signer.at(signers, now), now), message.body());
    }

    private void ended(Sending sending, Attempt how) {
        means.metrics().ended(how);
        if (closed) {
            return;
        }
        Optional<Instant> nextAt =
                how.isDelivered() ? Optional.empty() : nextAt(sending.attempt(), how);
        record.note(sending.ended(record.number(), how, nextAt.orElse(null)), how.isDelivered());
        if (how.isDelivered()) {
            passOver(sending.event());
        } else {
            failed(sending, how, nextAt);
        }
        goOn();
    }

    private Optional<Instant> nextAt(int attempt, Attempt how) {
        return means.schedule()
                .next(attempt, ThreadLocalRandom.current().nextDouble(), how.retryAfter())
                .map(Instant.now()::plus);
    }

    private void failed(Sending sending, Attempt how, Optional<Instant> nextAt) {
        Held before = sending.before();
        if (nextAt.isEmpty() && record.deliveredSince(before.firstAt())) {
            // the receiver takes others: it is this message that it will not have
            passOver(sending.event());
            return;
        }
        held.put(before.failed(nextAt.orElseGet(() -> Instant.now().plus(LAST_PAUSE))));
        settled(sending.event());
        busy.remove(before.stream());
        if (how.isGone()) {
            means.disable().accept(place.webhookId(), Cause.GONE);
        } else if (nextAt.isEmpty()) {
            means.disable().accept(place.webhookId(), Cause.EXHAUSTED);
        }
    }

    /** Nothing more is to be done about an event; its stream goes on. */
    private void passOver(StoredEvent event) {
        settled(event);
        if (held.hold(event.stream())) {
            findNext(event.stream(), event.version());
        } else {
            busy.remove(event.stream());
        }
    }

    /** What was passed by of a stream goes on in its order, before what comes yet. */
    private void findNext(StreamId stream, long version) {
        long upTo = ahead.read();
        ahead.next(stream, version, upTo)
                .emitOn(means.context())
                .subscribe()
                .with(next -> found(stream, version, upTo, next), this::broken);
    }

    private void found(StreamId stream, long version, long upTo, Optional<StoredEvent> next) {
        if (closed) {
            return;
        }
        if (next.isEmpty() && held.passedBehind(stream, upTo)) {
            findNext(stream, version);
            return;
        }
        busy.remove(stream);
        next.ifPresentOrElse(
                event -> held.put(Held.untried(event, Instant.now())), () -> held.free(stream));
        record.changed();
        goOn();
    }

    private void broken(Throwable failure) {
        if (!closed) {
            means.broken().accept(failure);
        }
    }

    /** What is to be stored now, if anything is. */
    Optional<DeliveryChange> unsaved(Instant now) {
        return record.take(now, ahead.position(), held);
    }
}
