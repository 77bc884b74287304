package dev.daybook.engine.endpoint;

import static dev.daybook.engine.endpoint.Webhook.Refusal.*;
import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;

import dev.daybook.engine.endpoint.Webhook.Command;
import dev.daybook.engine.endpoint.Webhook.Command.*;
import dev.daybook.engine.endpoint.Webhook.Event;
import dev.daybook.engine.endpoint.Webhook.Event.*;
import dev.daybook.engine.endpoint.Webhook.State;
import dev.daybook.engine.endpoint.Webhook.State.*;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Rejection;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An address of somebody else to which events are sent: who added, changed and removed it is in the
 * log, and the id of its secret; the secret itself is not.
 */
@RegisterForReflection(ignoreNested = false)
public final class Webhook implements Decider<Command, Event, State> {

    /** Why the service itself sends nothing more. */
    public enum Cause {
        /** The receiver answered 410. */
        GONE,
        /** All attempts for a message failed, and nothing else arrived meanwhile. */
        EXHAUSTED
    }

    public sealed interface Command {
        /**
         * @param categories whose events are sent; all where there is none
         * @param types of the events that are sent; all where there is none
         * @param from the position of the first event that may be sent; else those after this one
         */
        record Add(
                String url,
                List<String> categories,
                List<String> types,
                Optional<Long> from,
                UUID secretId)
                implements Command {
            public Add {
                categories = List.copyOf(categories);
                types = List.copyOf(types);
            }
        }

        record Pause() implements Command {}

        record Resume() implements Command {}

        /**
         * @param previousUntil how long the secrets before still sign
         */
        record Rotate(UUID secretId, Instant previousUntil) implements Command {}

        /**
         * @param from the position of the first event that is sent again
         */
        record Replay(long from) implements Command {}

        record Disable(Cause cause) implements Command {}

        record Remove() implements Command {}
    }

    public sealed interface Event {
        record WebhookAdded(
                String url,
                List<String> categories,
                List<String> types,
                @Nullable Long from,
                UUID secretId)
                implements Event {
            public WebhookAdded {
                categories = List.copyOf(categories);
                types = List.copyOf(types);
            }
        }

        record WebhookPaused() implements Event {}

        record WebhookResumed() implements Event {}

        record WebhookRotated(UUID secretId, Instant previousUntil) implements Event {}

        record WebhookReplayed(long from) implements Event {}

        record WebhookDisabled(Cause cause) implements Event {}

        record WebhookRemoved() implements Event {}
    }

    public sealed interface State {
        record Unknown() implements State {}

        record Active() implements State {}

        /** Nothing is sent, and nothing lost: the place in the log is kept. */
        record Stopped() implements State {}

        record Removed() implements State {}
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_WEBHOOK,
        @WrongState
        WEBHOOK_EXISTS,
        @WrongState
        WEBHOOK_ACTIVE,
        @WrongState
        WEBHOOK_STOPPED,
        @WrongState
        WEBHOOK_REMOVED
    }

    public static final Aggregate<Command, Event, State> WEBHOOK =
            Aggregate.of("webhook", new Webhook())
                    .refusals(Refusal.values())
                    .confidential()
                    .build();

    @Override
    public State initial() {
        return new Unknown();
    }

    @Override
    public Decision<Event> decide(Command command, State state) {
        return switch (state) {
            case Unknown _ ->
                    switch (command) {
                        case Add(var url, var categories, var types, var from, var secretId) ->
                                accept(
                                        new WebhookAdded(
                                                url,
                                                categories,
                                                types,
                                                from.orElse(null),
                                                secretId));
                        default -> reject(NO_SUCH_WEBHOOK, "There is no such webhook.");
                    };
            case Removed _ -> reject(WEBHOOK_REMOVED, "The webhook is removed.");
            case Active _ -> present(command, true);
            case Stopped _ -> present(command, false);
        };
    }

    private static Decision<Event> present(Command command, boolean active) {
        return switch (command) {
            case Add _ -> reject(WEBHOOK_EXISTS, "The webhook exists already.");
            case Pause _ -> active ? accept(new WebhookPaused()) : stopped();
            case Disable(var cause) -> active ? accept(new WebhookDisabled(cause)) : stopped();
            case Resume _ ->
                    active
                            ? reject(WEBHOOK_ACTIVE, "The webhook is not paused or disabled.")
                            : accept(new WebhookResumed());
            case Rotate(var secretId, var until) -> accept(new WebhookRotated(secretId, until));
            case Replay(var from) -> accept(new WebhookReplayed(from));
            case Remove _ -> accept(new WebhookRemoved());
        };
    }

    private static Decision<Event> stopped() {
        return reject(WEBHOOK_STOPPED, "The webhook is paused or disabled already.");
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case WebhookAdded _, WebhookResumed _ -> new Active();
            case WebhookPaused _, WebhookDisabled _ -> new Stopped();
            case WebhookRotated _, WebhookReplayed _ -> state;
            case WebhookRemoved _ -> new Removed();
        };
    }
}
