package dev.daybook.web.answer;

import dev.daybook.web.request.Body;
import dev.daybook.web.request.Handler;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jspecify.annotations.Nullable;

/** Finds what endpoints are: a resource's method does nothing but hand one to its request. */
public final class Endpoints {

    /** No request: keeps the endpoint that it would be answered by, and has it do nothing. */
    private static final class KeptRequest extends Request {

        private @Nullable Endpoint<?> endpoint;

        @Override
        public <A> Uni<A> answer(Body body, Handler<A> handler) {
            endpoint = (Endpoint<?>) handler;
            return Uni.createFrom().nothing();
        }
    }

    private Endpoints() {}

    /** The endpoint of a resource's method. */
    public static Endpoint<?> of(RuntimeResource resource) {
        KeptRequest request = new KeptRequest();
        Object[] arguments =
                Arrays.stream(resource.getParameterTypes())
                        .map(type -> type == Body.class ? Body.NONE : request)
                        .toArray();
        try {
            Object target = resource.getEndpointFactory().createInstance().getInstance();
            resource.getInvoker().invoke(target, arguments);
            return Objects.requireNonNull(request.endpoint);
        } catch (Exception e) {
            throw new IllegalStateException(
                    resource.getResourceClass().getSimpleName()
                            + "."
                            + resource.getJavaMethodName()
                            + " does more than hand an endpoint to its request.",
                    e);
        }
    }
}
