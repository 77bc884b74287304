package dev.daybook.web.webhooks;

import dev.daybook.engine.endpoint.WebhookSecrets;
import dev.daybook.engine.webhook.WebhookSecret;
import dev.daybook.store.UuidV7;
import dev.daybook.web.Headers;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** A secret that is made for a request, and is nobody's until the request has had its effect. */
record NewSecret(UUID id, WebhookSecret secret) {

    static NewSecret random() {
        return new NewSecret(UuidV7.next(), WebhookSecret.random());
    }

    /** Keeps it before the request is served, and shows it once where that had an effect. */
    Endpoint<IssuedSecret> kept(WebhookSecrets secrets, Endpoint<Receipt> served) {
        return Endpoint.of(
                (request, body) -> serve(secrets, served, request, body),
                to -> IssuedSecret.of(served.describe(to), this));
    }

    private Uni<RestResponse<IssuedSecret>> serve(
            WebhookSecrets secrets, Endpoint<Receipt> served, Request request, Body body) {
        return secrets.keep(id, secret)
                .chain(() -> served.serve(request, body))
                .onFailure()
                .call(() -> secrets.forget(id))
                .call(written -> settle(secrets, written))
                .map(written -> IssuedSecret.of(written, this));
    }

    private Uni<Void> settle(WebhookSecrets secrets, RestResponse<Receipt> written) {
        return isRepeated(written)
                ? secrets.forget(id)
                : secrets.give(id, written.getEntity().ids().get(IssuedSecret.ID));
    }

    /** Whether a request was sent again, and shown its secret before. */
    static boolean isRepeated(RestResponse<?> written) {
        return written.getHeaders().containsKey(Headers.IDEMPOTENT_REPLAYED);
    }
}
