package dev.daybook.web.webhooks;

import dev.daybook.engine.webhook.Attempt;
import dev.daybook.web.answer.Description;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message that was sent once.
 *
 * @param status of the receiver's answer; null where there was none
 * @param failure why there was no answer
 * @param answer the beginning of its body
 */
@RegisterForReflection
record AttemptResult(
        boolean delivered,
        @Nullable Integer status,
        @Nullable String failure,
        @Nullable String answer) {

    static RestResponse<AttemptResult> answer(Attempt attempt) {
        return RestResponse.ok(
                switch (attempt) {
                    case Attempt.Answered(var status, var beginning, _) ->
                            new AttemptResult(attempt.isDelivered(), status, null, beginning);
                    case Attempt.Unanswered(var why) ->
                            new AttemptResult(false, null, why.name(), null);
                });
    }

    static RestResponse<AttemptResult> sample(Description to) {
        return RestResponse.ok(to.samples(AttemptResult.class, 1).getFirst());
    }
}
