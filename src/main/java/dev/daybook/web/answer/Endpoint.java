package dev.daybook.web.answer;

import dev.daybook.web.request.Body;
import dev.daybook.web.request.Handler;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * What is done with a request, as a value: it is served, or it describes itself by the readers and
 * views with which it serves. To make one, or to have it described, does nothing.
 */
public interface Endpoint<T> extends Handler<RestResponse<T>> {

    /** Tells all that it takes and may answer; gives an example of its answer. */
    RestResponse<T> describe(Description to);

    /** The same, with another answer made of its own. */
    default <U> Endpoint<U> map(Function<RestResponse<T>, RestResponse<U>> answer) {
        return of(
                (request, body) -> serve(request, body).map(answer),
                to -> answer.apply(describe(to)));
    }

    /** The same, where something is added to what is answered, if anything is. */
    default Endpoint<T> filled(Function<T, Uni<T>> addition) {
        return of((request, body) -> serve(request, body).chain(fill(addition)), this::describe);
    }

    private static <T> Function<RestResponse<T>, Uni<? extends RestResponse<T>>> fill(
            Function<T, Uni<T>> addition) {
        return answer ->
                answer.getEntity() == null
                        ? Uni.createFrom().item(answer)
                        : addition.apply(answer.getEntity())
                                .map(
                                        whole ->
                                                ResponseBuilder.create(
                                                                answer.getStatusInfo(), whole)
                                                        .replaceAll(answer.getHeaders())
                                                        .build());
    }

    /**
     * One that takes no body and no parameters, and answers with a value.
     *
     * @param type of the value, of which the description has a sample
     */
    static <T> Endpoint<T> plain(Class<T> type, Function<Request, Uni<T>> answer) {
        return of(
                (request, _) -> {
                    request.refuseParameters();
                    return answer.apply(request).map(RestResponse::ok);
                },
                to -> RestResponse.ok(to.samples(type, 1).getFirst()));
    }

    static <T> Endpoint<T> of(
            Handler<RestResponse<T>> handler, Function<Description, RestResponse<T>> description) {
        return new Endpoint<>() {
            @Override
            public Uni<RestResponse<T>> serve(Request request, Body body) {
                return handler.serve(request, body);
            }

            @Override
            public RestResponse<T> describe(Description to) {
                return description.apply(to);
            }
        };
    }
}
