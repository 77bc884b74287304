package dev.daybook.web.webhooks;

import static dev.daybook.engine.endpoint.Webhook.Refusal.NO_SUCH_WEBHOOK;
import static dev.daybook.engine.endpoint.Webhook.WEBHOOK;

import dev.daybook.engine.Engine;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.delivery.Deliveries;
import dev.daybook.engine.endpoint.DeliveryLog;
import dev.daybook.engine.endpoint.DeliveryStatus;
import dev.daybook.engine.endpoint.Webhook.Command;
import dev.daybook.engine.endpoint.Webhook.Command.*;
import dev.daybook.engine.endpoint.Webhooks;
import dev.daybook.engine.endpoint.Webhooks.WebhookSummary;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Webhooks over HTTP: who gets which events. */
@RegisterForReflection
@Tag(description = "Addresses to which events are sent, by Standard Webhooks.")
@RequiresScope(Scopes.ACCESS_ADMIN)
@Path("/api/webhooks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class WebhookResource {

    private static final String ALL =
            """
            select webhook_id, url, categories, types, status, reason, version, created_at, updated_at
            from webhook_summary where status <> 'REMOVED' and webhook_id > coalesce($1::text, '')
            order by webhook_id
            limit $2
            """;

    private static final long LONGEST_OVERLAP = Duration.ofDays(30).toSeconds();
    private static final long USUAL_OVERLAP = Duration.ofDays(1).toSeconds();

    private final Writes<Command> writes;
    private final Reads<WebhookSummary> webhooks;
    private final Deliveries deliveries;
    private final DeliveryLog log;
    private final WebhookShapes shapes;

    WebhookResource(Commands commands, Engine engine, WebhookShapes shapes) {
        writes = new Writes<>(commands, WEBHOOK, "webhookId", "/api/webhooks");
        webhooks = new Reads<>(engine.readModel(new Webhooks()));
        deliveries = engine.outlets().deliveries();
        log = deliveries.log();
        this.shapes = shapes;
    }

    @POST
    public Uni<RestResponse<IssuedSecret>> createWebhook(@BeanParam Request request, Body body) {
        NewSecret secret = NewSecret.random();
        return request.answer(
                body, secret.kept(deliveries.secrets(), writes.create(in -> add(in, secret.id()))));
    }

    private Command add(Fields in, UUID secretId) {
        return new Add(
                in.required("url", shapes.url()),
                in.optional("categories", shapes.categories()).orElse(List.of()),
                in.optional("types", shapes.types()).orElse(List.of()),
                in.optional("from", WebhookShapes.FROM).flatMap(Function.identity()),
                secretId);
    }

    @POST
    @Path("{id}/rotate")
    public Uni<RestResponse<IssuedSecret>> rotateWebhookSecret(
            @BeanParam Request request, Body body) {
        NewSecret secret = NewSecret.random();
        return request.answer(
                body,
                secret.kept(deliveries.secrets(), writes.execute(in -> rotate(in, secret.id()))));
    }

    private static Command rotate(Fields in, UUID secretId) {
        OptionalLong overlap = in.optionalNumber("overlapSeconds", 0, LONGEST_OVERLAP);
        return new Rotate(secretId, Instant.now().plusSeconds(overlap.orElse(USUAL_OVERLAP)));
    }

    @POST
    @Path("{id}/pause")
    public Uni<RestResponse<Receipt>> pauseWebhook(@BeanParam Request request) {
        return request.answer(writes.executeBodiless(_ -> new Pause()));
    }

    @POST
    @Path("{id}/resume")
    public Uni<RestResponse<Receipt>> resumeWebhook(@BeanParam Request request) {
        return request.answer(writes.executeBodiless(_ -> new Resume()));
    }

    @POST
    @Path("{id}/replay")
    public Uni<RestResponse<Receipt>> replayWebhook(@BeanParam Request request, Body body) {
        return request.answer(
                body, writes.execute(in -> new Replay(in.required("from", WebhookShapes.EVENT))));
    }

    @DELETE
    @Path("{id}")
    public Uni<RestResponse<Receipt>> removeWebhook(@BeanParam Request request) {
        return request.answer(writes.executeBodiless(_ -> new Remove()));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<WebhookView>> getWebhook(@BeanParam Request request) {
        return request.answer(
                webhooks.one(NO_SUCH_WEBHOOK, WebhookSummary::version, WebhookView::of)
                        .filled(
                                webhook ->
                                        log.status(List.of(webhook.webhookId()))
                                                .map(all -> told(webhook, all))));
    }

    private static WebhookView told(WebhookView webhook, Map<String, DeliveryStatus> all) {
        return webhook.with(all.get(webhook.webhookId()));
    }

    @GET
    public Uni<RestResponse<Page<WebhookView>>> listWebhooks(@BeanParam Request request) {
        return request.answer(
                webhooks.page(
                                ALL,
                                in -> in.page(Function.<String>identity()),
                                WebhookSummary::webhookId,
                                WebhookView::of)
                        .filled(this::told));
    }

    private Uni<Page<WebhookView>> told(Page<WebhookView> page) {
        return log.status(page.items().stream().map(WebhookView::webhookId).toList())
                .map(all -> page.map(webhook -> told(webhook, all)));
    }
}
