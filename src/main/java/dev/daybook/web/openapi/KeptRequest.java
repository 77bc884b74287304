package dev.daybook.web.openapi;

import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Handler;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No request: keeps the endpoint that it would be answered by, and has it do nothing. */
final class KeptRequest extends Request {

    private @Nullable Endpoint<?> endpoint;

    Optional<Endpoint<?>> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    @Override
    public <A> Uni<A> answer(Body body, Handler<A> handler) {
        endpoint = (Endpoint<?>) handler;
        return Uni.createFrom().nothing();
    }
}
