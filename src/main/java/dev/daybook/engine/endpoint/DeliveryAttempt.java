package dev.daybook.engine.endpoint;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver a message, for who looks at a webhook.
 *
 * @param number counts all attempts of the webhook from 1 on
 * @param type of the event, such as {@code account.MoneyDeposited}
 * @param attempt counts those of this message from 1 on
 * @param status of the answer; null where there was none
 * @param failure why there was no answer
 * @param millis how long it took
 * @param answer the beginning of the answer's body
 * @param nextAt when the message is tried again; null where it is not
 */
@RegisterForReflection
public record DeliveryAttempt(
        long number,
        Instant at,
        String messageId,
        String type,
        long position,
        int attempt,
        @Nullable Integer status,
        @Nullable String failure,
        long millis,
        @Nullable String answer,
        @Nullable Instant nextAt) {

    /** The last ones of each webhook, in a ring. */
    public static final int KEPT = 100;

    int slot() {
        return (int) (number % KEPT);
    }
}
