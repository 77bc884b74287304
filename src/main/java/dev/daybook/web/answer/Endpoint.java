package dev.daybook.web.answer;

import dev.daybook.web.request.Body;
import dev.daybook.web.request.Handler;
import dev.daybook.web.request.Request;

import io.smallrye.mutiny.Uni;

import org.jboss.resteasy.reactive.RestResponse;

import java.util.Optional;
import java.util.function.Function;

/**
 * What is done with a request, as a value: it is served, or it is described by its contract and an
 * example of its answer. To make one, or to describe it, does nothing.
 */
public interface Endpoint<T> extends Handler<RestResponse<T>> {

    Contract contract();

    /** What might be answered, unless it cannot be shown. */
    Optional<RestResponse<T>> sample(Sampler sampler);

    /** One that does neither read nor write as the others do. */
    static <T> Endpoint<T> of(
            Contract contract,
            Handler<RestResponse<T>> handler,
            Function<Sampler, Optional<RestResponse<T>>> sample) {
        return new Endpoint<>() {
            @Override
            public Uni<RestResponse<T>> serve(Request request, Body body) {
                return handler.serve(request, body);
            }

            @Override
            public Contract contract() {
                return contract;
            }

            @Override
            public Optional<RestResponse<T>> sample(Sampler sampler) {
                return sample.apply(sampler);
            }
        };
    }
}
