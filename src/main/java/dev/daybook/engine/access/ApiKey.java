package dev.daybook.engine.access;

import static dev.daybook.engine.access.ApiKey.Refusal.*;
import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;

import dev.daybook.engine.access.ApiKey.Command;
import dev.daybook.engine.access.ApiKey.Command.*;
import dev.daybook.engine.access.ApiKey.Event;
import dev.daybook.engine.access.ApiKey.Event.*;
import dev.daybook.engine.access.ApiKey.State;
import dev.daybook.engine.access.ApiKey.State.*;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Rejection;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who made, rotated and revoked a key is in the log, and a hash of its secret; the secret itself is
 * shown once and kept nowhere.
 */
@RegisterForReflection(ignoreNested = false)
public final class ApiKey implements Decider<Command, Event, State> {

    /** Secrets of a key that may hold at the same time. */
    static final int MOST_SECRETS = 10;

    /**
     * @param until from then on it does not hold any more; null where it holds as long as the key
     */
    public record Secret(String hash, @Nullable Instant until) {

        boolean holdsAt(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    public sealed interface Command {
        record Create(
                String owner, List<String> scopes, Optional<Instant> expiresAt, String secretHash)
                implements Command {
            public Create {
                scopes = List.copyOf(scopes);
            }
        }

        /**
         * @param previousUntil how long the secrets before still hold
         */
        record Rotate(String secretHash, Instant previousUntil) implements Command {}

        record Revoke() implements Command {}
    }

    public sealed interface Event {
        /**
         * @param secretHash SHA-256 of the secret, in hex
         */
        record KeyCreated(
                String owner, List<String> scopes, @Nullable Instant expiresAt, String secretHash)
                implements Event {
            public KeyCreated {
                scopes = List.copyOf(scopes);
            }
        }

        record KeyRotated(String secretHash, Instant previousUntil) implements Event {}

        record KeyRevoked() implements Event {}
    }

    public sealed interface State {
        record Unknown() implements State {}

        record Usable(
                String owner,
                List<String> scopes,
                @Nullable Instant expiresAt,
                List<Secret> secrets)
                implements State {
            public Usable {
                scopes = List.copyOf(scopes);
                secrets = List.copyOf(secrets);
            }

            private Usable rotated(KeyRotated rotation) {
                Stream<Secret> before =
                        secrets.stream().map(secret -> ending(secret, rotation.previousUntil()));
                return new Usable(
                        owner,
                        scopes,
                        expiresAt,
                        Stream.concat(before, Stream.of(new Secret(rotation.secretHash(), null)))
                                .skip(Math.max(0, secrets.size() + 1 - MOST_SECRETS))
                                .toList());
            }

            private static Secret ending(Secret secret, Instant until) {
                return secret.holdsAt(until) ? new Secret(secret.hash(), until) : secret;
            }
        }

        record Revoked() implements State {}
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_KEY,
        @WrongState
        KEY_EXISTS,
        @WrongState
        KEY_REVOKED
    }

    public static final Aggregate<Command, Event, State> API_KEY =
            Aggregate.of("api-key", new ApiKey()).refusals(Refusal.values()).confidential().build();

    @Override
    public State initial() {
        return new Unknown();
    }

    @Override
    public Decision<Event> decide(Command command, State state) {
        return switch (state) {
            case Unknown _ ->
                    switch (command) {
                        case Create(var owner, var scopes, var expiresAt, var hash) ->
                                accept(new KeyCreated(owner, scopes, expiresAt.orElse(null), hash));
                        default -> reject(NO_SUCH_KEY, "There is no such key.");
                    };
            case Usable _ ->
                    switch (command) {
                        case Create _ -> reject(KEY_EXISTS, "The key exists already.");
                        case Rotate(var hash, var until) -> accept(new KeyRotated(hash, until));
                        case Revoke _ -> accept(new KeyRevoked());
                    };
            case Revoked _ ->
                    command instanceof Create
                            ? reject(KEY_EXISTS, "The key exists already.")
                            : reject(KEY_REVOKED, "The key is revoked.");
        };
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case KeyCreated(var owner, var scopes, var expiresAt, var hash) ->
                    new Usable(owner, scopes, expiresAt, List.of(new Secret(hash, null)));
            case KeyRotated rotation -> ((Usable) state).rotated(rotation);
            case KeyRevoked _ -> new Revoked();
        };
    }
}
