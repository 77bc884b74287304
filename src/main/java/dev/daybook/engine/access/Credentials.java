package dev.daybook.engine.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.engine.access.ApiKey.Event;
import dev.daybook.engine.access.ApiKey.Event.KeyCreated;
import dev.daybook.engine.access.ApiKey.Secret;
import dev.daybook.engine.access.ApiKey.State;
import dev.daybook.engine.access.Fingerprints.Fingerprint;
import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Finds out in the log whether a key holds, and remembers by their fingerprints the credentials
 * that do: at most half a minute, and a key only for as long as this instance knows of every change
 * of a key. It is told of changes by those who follow the log, and {@link #confirm told} that none
 * was missed.
 */
public final class Credentials {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long MOST = 100_000;
    private static final int PAGE = 500;

    /** A revoked key must be refused everywhere within a second. */
    private static final long TRUSTED_NANOS = Duration.ofMillis(700).toNanos();

    private static final State.Usable NO_KEY =
            new State.Usable(
                    "",
                    List.of(),
                    Instant.MIN,
                    List.of(new Secret(KeySecret.random().hash(), Instant.MIN)));

    private static final class Remembered {

        private final Credential credential;
        private volatile long usedAt;

        Remembered(Credential credential) {
            this.credential = credential;
        }
    }

    private final EventStore store;
    private final Codec codec;
    private final KeyUses uses;
    private final Fingerprints fingerprints = new Fingerprints();
    private final Cache<Fingerprint, Remembered> remembered =
            Caffeine.newBuilder()
                    .maximumSize(MOST)
                    .expireAfterWrite(LONGEST)
                    .executor(Runnable::run)
                    .build();
    private final Map<Fingerprint, Uni<Remembered>> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile long confirmedAt = System.nanoTime() - TRUSTED_NANOS;

    public Credentials(EventStore store, Codec codec, KeyUses uses) {
        this.store = store;
        this.codec = codec;
        this.uses = uses;
    }

    /** Who sent a credential, if that is known without asking anybody. */
    public Optional<Caller> remembered(String credential) {
        Remembered known = remembered.getIfPresent(fingerprints.of(credential));
        return known != null
                        && isTrusted(known.credential)
                        && Instant.now().isBefore(known.credential.expiresAt())
                ? Optional.of(use(known))
                : Optional.empty();
    }

    private Caller use(Remembered known) {
        String keyId = known.credential.keyId();
        long minute = KeyUses.minute();
        if (known.usedAt != minute && !keyId.isEmpty()) {
            known.usedAt = minute;
            uses.note(keyId, minute);
        }
        return known.credential.caller();
    }

    private boolean isTrusted(Credential known) {
        return known.keyId().isEmpty() || System.nanoTime() - confirmedAt < TRUSTED_NANOS;
    }

    /** Remembers a token that was found to hold. */
    public void remember(String token, Credential credential) {
        remembered.put(fingerprints.of(token), new Remembered(credential));
    }

    /**
     * Who sent a key, by the log.
     *
     * @return fails with {@link Unauthenticated} if it does not hold, and with {@link
     *     StoreUnavailable} if that cannot be found out
     */
    public Uni<Caller> verify(String key) {
        Fingerprint print = fingerprints.of(key);
        return holding(key, print).map(this::use);
    }

    private Uni<Remembered> holding(String key, Fingerprint print) {
        return underWay.computeIfAbsent(
                print,
                _ ->
                        Uni.createFrom()
                                .deferred(() -> read(key, print))
                                .onTermination()
                                .invoke(() -> underWay.remove(print))
                                .memoize()
                                .indefinitely());
    }

    private Uni<Remembered> read(String key, Fingerprint print) {
        int changesBefore = changes.get();
        // something is read for what is no key too: how long it takes tells nothing
        KeySecret.Presented presented =
                KeySecret.parse(key).orElse(new KeySecret.Presented("-", new KeySecret("")));
        return state(presented.keyId(), ApiKey.API_KEY.decider().initial(), 0)
                .map(state -> new Remembered(credential(presented, state)))
                .invoke(known -> keep(print, known, changesBefore));
    }

    private Uni<State> state(String keyId, State before, long version) {
        return store.readStream(ApiKey.API_KEY.stream(keyId), version, PAGE)
                .chain(
                        events -> {
                            State after = before;
                            for (StoredEvent event : events) {
                                Recorded<Event> read = codec.decode(ApiKey.API_KEY, event);
                                after = ApiKey.API_KEY.decider().evolve(after, read.event());
                            }
                            return events.size() < PAGE
                                    ? Uni.createFrom().item(after)
                                    : state(keyId, after, version + events.size());
                        });
    }

    private static Credential credential(KeySecret.Presented presented, State state) {
        // compared with something in any case: how long it takes tells nothing
        State.Usable key = state instanceof State.Usable usable ? usable : NO_KEY;
        Optional<Secret> fitting = Optional.empty();
        for (Secret secret : key.secrets()) {
            if (presented.secret().fits(secret.hash())) {
                fitting = Optional.of(secret);
            }
        }
        Instant end = fitting.map(secret -> end(key, secret)).orElse(Instant.MIN);
        if (!Instant.now().isBefore(end)) {
            throw new Unauthenticated("no key, or one that does not hold");
        }
        return new Credential(
                Caller.named(key.owner(), Scopes.of(key.scopes())), presented.keyId(), end);
    }

    /** The earlier end of the two. */
    private static Instant end(State.Usable key, Secret secret) {
        return Stream.of(Optional.ofNullable(key.expiresAt()), Optional.ofNullable(secret.until()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** Unless a key was changed since it was read. */
    private void keep(Fingerprint print, Remembered known, int changesBefore) {
        remembered.put(print, known);
        if (changes.get() != changesBefore) {
            remembered.invalidate(print);
        }
    }

    /** Told of events in the order of the log. */
    public void saw(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            if (event.stream().category().equals(ApiKey.API_KEY.category())
                    && !event.eventType().equals(KeyCreated.class.getSimpleName())) {
                changes.incrementAndGet();
                String keyId = event.stream().id();
                remembered
                        .asMap()
                        .values()
                        .removeIf(known -> known.credential.keyId().equals(keyId));
            }
        }
    }

    /** Whether anything is remembered that a change could concern. */
    public boolean areAny() {
        return !remembered.asMap().isEmpty();
    }

    /**
     * Told that all changes were seen that had been made at some time.
     *
     * @param nanoTime {@link System#nanoTime}
     */
    public void confirm(long nanoTime) {
        confirmedAt = nanoTime;
    }
}
