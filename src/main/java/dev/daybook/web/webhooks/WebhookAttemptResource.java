package dev.daybook.web.webhooks;

import static dev.daybook.engine.endpoint.Webhook.Refusal.NO_SUCH_WEBHOOK;
import static dev.daybook.engine.endpoint.Webhook.Refusal.WEBHOOK_REMOVED;

import dev.daybook.engine.Engine;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.delivery.Deliveries;
import dev.daybook.engine.endpoint.DeliveryAttempt;
import dev.daybook.engine.endpoint.Webhook.Command.*;
import dev.daybook.engine.endpoint.Webhooks;
import dev.daybook.engine.endpoint.Webhooks.Status;
import dev.daybook.engine.endpoint.Webhooks.WebhookSummary;
import dev.daybook.engine.projection.ReadModel;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Description;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.Refusals;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What became of what was sent to a webhook, and what is sent to it once. */
@RegisterForReflection
@Tag(description = "What became of what was sent to a webhook.")
@RequiresScope(Scopes.ACCESS_ADMIN)
@Path("/api/webhooks/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class WebhookAttemptResource {

    /** The last attempts. */
    @RegisterForReflection
    record AttemptList(List<DeliveryAttempt> items) {}

    private final ReadModel<WebhookSummary> webhooks;
    private final Deliveries deliveries;

    WebhookAttemptResource(Engine engine) {
        webhooks = engine.readModel(new Webhooks());
        deliveries = engine.outlets().deliveries();
    }

    @GET
    @Path("attempts")
    public Uni<RestResponse<AttemptList>> listWebhookAttempts(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) ->
                                existing(asked)
                                        .chain(
                                                webhook ->
                                                        deliveries
                                                                .log()
                                                                .attempts(webhook.webhookId()))
                                        .map(all -> RestResponse.ok(new AttemptList(all))),
                        to -> {
                            describe(to);
                            return RestResponse.ok(
                                    new AttemptList(to.samples(DeliveryAttempt.class, 1)));
                        }));
    }

    @POST
    @Path("test")
    public Uni<RestResponse<AttemptResult>> testWebhook(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> {
                            asked.refuseBody();
                            return present(asked)
                                    .chain(to -> deliveries.test(to.webhookId(), to.url()))
                                    .map(AttemptResult::answer);
                        },
                        to -> {
                            describe(to);
                            to.refusals(List.of(WEBHOOK_REMOVED));
                            return AttemptResult.sample(to);
                        }));
    }

    @POST
    @Path("resend")
    public Uni<RestResponse<AttemptResult>> resendWebhookEvent(
            @BeanParam Request request, Body body) {
        Function<Fields, Long> position = in -> in.required("position", WebhookShapes.EVENT);
        return request.answer(
                body,
                Endpoint.of(
                        (asked, sent) -> {
                            long wanted = sent.as(asked, position);
                            return present(asked).chain(to -> resend(to, wanted));
                        },
                        to -> {
                            describe(to);
                            to.body(position);
                            to.refusals(List.of(WEBHOOK_REMOVED));
                            return AttemptResult.sample(to);
                        }));
    }

    private Uni<RestResponse<AttemptResult>> resend(WebhookSummary webhook, long position) {
        return deliveries
                .resend(webhook.webhookId(), webhook.url(), position)
                .map(
                        attempt ->
                                AttemptResult.answer(
                                        attempt.orElseThrow(
                                                () ->
                                                        Problem.of(
                                                                        404,
                                                                        "no-such-event",
                                                                        "No event with this position is ever sent.")
                                                                .exception())));
    }

    private static void describe(Description to) {
        to.refusals(List.of(NO_SUCH_WEBHOOK));
        to.parameters(in -> in.minPosition());
        to.rows(WebhookSummary.class, 1);
    }

    private Uni<WebhookSummary> existing(Request request) {
        // the log is as new as anybody may ask for
        request.parameters().as(in -> in.minPosition());
        return webhooks.current(request.id())
                .map(
                        webhook ->
                                webhook.orElseThrow(
                                        () ->
                                                Refusals.problem(
                                                                NO_SUCH_WEBHOOK,
                                                                "There is no such webhook.")
                                                        .exception()));
    }

    private Uni<WebhookSummary> present(Request request) {
        return existing(request)
                .invoke(
                        webhook -> {
                            if (webhook.status() == Status.REMOVED) {
                                throw Refusals.problem(WEBHOOK_REMOVED, "The webhook is removed.")
                                        .exception();
                            }
                        });
    }
}
