package dev.daybook.web.answer;

import dev.daybook.engine.history.PointInTime;
import dev.daybook.engine.history.TimeTravel.Past;
import dev.daybook.engine.pipeline.Precondition;
import dev.daybook.kernel.Rejection;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.Refusals;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Representation;
import dev.daybook.web.request.Request;

import io.smallrye.mutiny.Uni;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/** Shows the resource in the path, as it is now or once was. */
record ReadOne<R extends Record, V>(
        Reads<R> reads,
        Rejection absent,
        ToLongFunction<R> version,
        BiFunction<R, LocalDate, V> view)
        implements Endpoint<V> {

    @Override
    public Uni<RestResponse<V>> serve(Request request, Body body) {
        Precondition precondition = request.precondition();
        Representation representation = request.representation();
        Optional<PointInTime> moment = request.parameters().as(this::moment);
        LocalDate day = day(moment).orElseGet(request::today);
        return row(request, moment)
                .map(
                        read -> {
                            long current = version.applyAsLong(read.value());
                            if (!precondition.holds(current)) {
                                throw Refusals.mismatch(current).exception();
                            }
                            V shown = view.apply(read.value(), day);
                            boolean known =
                                    request.has(representation.tag(current))
                                            && shown.equals(
                                                    view.apply(read.value(), LocalDate.MIN));
                            return answer(
                                    known
                                            ? ResponseBuilder.notModified()
                                            : ResponseBuilder.ok(shown),
                                    read,
                                    representation);
                        });
    }

    private RestResponse<V> answer(
            ResponseBuilder<V> answer, Read<R> read, Representation representation) {
        return representation
                .named(Reads.complete(answer, read.position()), version.applyAsLong(read.value()))
                .build();
    }

    private static Optional<LocalDate> day(Optional<PointInTime> moment) {
        return moment.flatMap(
                asked ->
                        asked instanceof PointInTime.AsOf(var instant)
                                ? Optional.of(LocalDate.ofInstant(instant, ZoneOffset.UTC))
                                : Optional.empty());
    }

    private Uni<Read<R>> row(Request request, Optional<PointInTime> moment) {
        return moment.isEmpty()
                ? reads.existing(request, absent)
                : reads.rows()
                        .past(moment.get(), request.id(), request.freshness())
                        .map(past -> present(past, moment.get()));
    }

    private Optional<PointInTime> moment(Parameters in) {
        in.minPosition();
        return reads.rows().hasHistory() ? in.moment() : Optional.empty();
    }

    private Read<R> present(Past<R> past, PointInTime moment) {
        R row = past.row().orElseThrow(() -> Reads.notFound(absent));
        if (moment instanceof PointInTime.Version(var asked) && asked > past.version()) {
            throw Problem.of(
                            404,
                            "no-such-version",
                            "The resource is at version " + past.version() + ".")
                    .exception();
        }
        return new Read<>(row, past.position());
    }

    @Override
    public Contract contract() {
        return Contract.NONE.parameters(this::moment).refusals(List.of(absent)).reading();
    }

    @Override
    public Optional<RestResponse<V>> sample(Sampler sampler) {
        R row = sampler.of(reads.rows().rowType());
        V shown = view.apply(row, sampler.today());
        return Optional.of(
                answer(
                        ResponseBuilder.ok(shown),
                        new Read<>(row, sampler.position()),
                        Representation.ONLY));
    }
}
