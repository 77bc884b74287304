package dev.daybook.web.answer;

import dev.daybook.web.request.Body;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;

import io.smallrye.mutiny.Uni;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Answers with what a query of a single row gives.
 *
 * @param parameters of the SQL
 */
record ReadRow<R extends Record, Q, V>(
        Reads<R> reads,
        String sql,
        Function<Parameters, Q> reader,
        Function<Q, List<Optional<?>>> parameters,
        BiFunction<Q, R, V> view)
        implements Endpoint<V> {

    @Override
    public Uni<RestResponse<V>> serve(Request request, Body body) {
        Q query = request.parameters().as(reader);
        return reads.rows()
                .query(sql, parameters.apply(query), request.freshness())
                .map(found -> answer(query, found.value().getFirst(), found.position()));
    }

    private RestResponse<V> answer(Q query, R row, long position) {
        return Reads.complete(ResponseBuilder.ok(view.apply(query, row)), position).build();
    }

    @Override
    public Contract contract() {
        return Contract.NONE.parameters(reader).reading();
    }

    @Override
    public Optional<RestResponse<V>> sample(Sampler sampler) {
        return Optional.of(
                answer(
                        sampler.read(reader),
                        sampler.of(reads.rows().rowType()),
                        sampler.position()));
    }
}
