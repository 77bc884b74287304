package dev.daybook.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.daybook.engine.history.PointInTime;
import dev.daybook.engine.history.TimeTravel.Past;
import dev.daybook.engine.pipeline.Precondition;
import dev.daybook.engine.projection.ReadModel;
import dev.daybook.kernel.Rejection;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.web.Headers;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Refusals;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Representation;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriBuilder;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The read side of one kind of resource, or of a query: every answer says up to which position of
 * the log it is complete.
 *
 * @param <R> the rows of the read table
 */
public final class Reads<R extends Record> {

    /** A page of a list; the last one has no cursor. */
    @RegisterForReflection
    public record Page<R>(
            List<R> items, @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String nextCursor) {}

    private final ReadModel<R> rows;

    public Reads(ReadModel<R> rows) {
        this.rows = rows;
    }

    /**
     * The resource in the path, seen in some way: 200 with its version as the tag, or 304 where the
     * client has it. It is shown as it is now, or as it was at the moment that the client names.
     *
     * @param absent what its absence is called: 404
     */
    public <V> Uni<RestResponse<V>> one(
            Request request, Rejection absent, ToLongFunction<R> version, Function<R, V> view) {
        return oneByDay(request, absent, version, (row, _) -> view.apply(row));
    }

    /**
     * The same, seen in a way that depends on the day: today, or that of the instant which the
     * client names. The tag says nothing of the day; so it is 304 only as long as none has changed
     * what is shown.
     */
    public <V> Uni<RestResponse<V>> oneByDay(
            Request request,
            Rejection absent,
            ToLongFunction<R> version,
            BiFunction<R, LocalDate, V> view) {
        Precondition precondition = request.precondition();
        Representation representation = request.representation();
        Optional<PointInTime> moment = request.parameters().as(this::moment);
        LocalDate day = day(moment).orElseGet(request::today);
        return rowAsked(request, moment, absent)
                .map(
                        read -> {
                            long current = version.applyAsLong(read.value());
                            if (!precondition.holds(current)) {
                                throw Refusals.mismatch(current).exception();
                            }
                            V shown = view.apply(read.value(), day);
                            ResponseBuilder<V> answer =
                                    request.has(representation.tag(current))
                                                    && shown.equals(
                                                            view.apply(read.value(), LocalDate.MIN))
                                            ? ResponseBuilder.notModified()
                                            : ResponseBuilder.ok(shown);
                            return representation.named(complete(answer, read), current).build();
                        });
    }

    private static Optional<LocalDate> day(Optional<PointInTime> moment) {
        return moment.flatMap(
                asked ->
                        asked instanceof PointInTime.AsOf(var instant)
                                ? Optional.of(LocalDate.ofInstant(instant, ZoneOffset.UTC))
                                : Optional.empty());
    }

    private Uni<Read<R>> rowAsked(Request request, Optional<PointInTime> moment, Rejection absent) {
        return moment.isEmpty()
                ? existing(request, absent)
                : rows.past(moment.get(), request.id(), request.freshness())
                        .map(past -> present(past, moment.get(), absent));
    }

    private Optional<PointInTime> moment(Parameters in) {
        in.minPosition();
        return rows.hasHistory() ? in.moment() : Optional.empty();
    }

    private static <R> Read<R> present(Past<R> past, PointInTime moment, Rejection absent) {
        R row = past.row().orElseThrow(() -> notFound(absent));
        if (moment instanceof PointInTime.Version(var asked) && asked > past.version()) {
            throw Problem.of(
                            404,
                            "no-such-version",
                            "The resource is at version " + past.version() + ".")
                    .exception();
        }
        return new Read<>(row, past.position());
    }

    /** The row of the resource in the path; fails with 404 if there is none. */
    public Uni<Read<R>> existing(Request request, Rejection absent) {
        return row(request, absent)
                .map(
                        read ->
                                new Read<>(
                                        read.value().orElseThrow(() -> notFound(absent)),
                                        read.position()));
    }

    /**
     * A page of a list, with a link to the next one if there is any.
     *
     * @param sql its parameters are the filters of the query, where the page begins (or null), a
     *     limit, and an offset where the query has one
     * @param place of an item in the list's order: behind it the next page begins
     * @param body what the answer makes of the page
     */
    public <B> Uni<RestResponse<B>> page(
            Request request,
            String sql,
            PageQuery query,
            Function<R, String> place,
            Function<Page<R>, B> body) {
        return rows(request, sql, parameters(query), query.limit() + 1)
                .map(
                        read -> {
                            Page<R> page = cut(read.value(), query, place);
                            ResponseBuilder<B> answer = ResponseBuilder.ok(body.apply(page));
                            if (page.nextCursor() != null) {
                                answer.header(HttpHeaders.LINK, next(request, page.nextCursor()));
                            }
                            return complete(answer, read).build();
                        });
    }

    /**
     * What a query of a single row gives, seen in some way: 200. Whoever asks for it has read the
     * request's parameters, {@code minPosition} among them.
     *
     * @param parameters of the SQL
     */
    public <V> Uni<RestResponse<V>> answer(
            Request request, String sql, List<Optional<?>> parameters, Function<R, V> view) {
        return rows(request, sql, parameters, 1)
                .map(
                        found ->
                                complete(
                                                ResponseBuilder.ok(
                                                        view.apply(found.value().getFirst())),
                                                found)
                                        .build());
    }

    private Uni<Read<Optional<R>>> row(Request request, Rejection absent) {
        return request.sketch == null
                ? rows.find(request.id(), request.freshness())
                : request.sketch.row(rows.rowType(), absent);
    }

    private Uni<Read<List<R>>> rows(
            Request request, String sql, List<Optional<?>> parameters, int count) {
        return request.sketch == null
                ? rows.query(sql, parameters, request.freshness())
                : request.sketch.rows(rows.rowType(), count);
    }

    private static <B> ResponseBuilder<B> complete(ResponseBuilder<B> answer, Read<?> read) {
        return answer.header(Headers.PROJECTION_POSITION, read.position());
    }

    private static ProblemException notFound(Rejection absent) {
        return Problem.of(404, absent.code(), "There is nothing with this id.").exception();
    }

    /** One item more than wanted is read, to know whether there is another page. */
    private static List<Optional<?>> parameters(PageQuery query) {
        List<Optional<?>> parameters = new ArrayList<>(query.filters());
        parameters.add(query.after());
        parameters.add(Optional.of(query.limit() + 1));
        query.offset().ifPresent(offset -> parameters.add(Optional.of(offset)));
        return parameters;
    }

    private static <R> Page<R> cut(List<R> read, PageQuery query, Function<R, String> place) {
        if (read.size() <= query.limit()) {
            return new Page<>(read, null);
        }
        List<R> items = read.subList(0, query.limit());
        return new Page<>(items, query.cursor(place.apply(items.getLast())));
    }

    /** The header {@code Link} that leads to the next page. */
    public static String next(Request request, String cursor) {
        UriBuilder link = UriBuilder.fromPath(request.path());
        Map<String, List<String>> parameters = new HashMap<>(request.query());
        parameters.remove("offset");
        // the next page begins behind this one, which waited already
        parameters.remove(Parameters.MIN_POSITION);
        parameters.remove("after");
        parameters.put("cursor", List.of(cursor));
        parameters.forEach((name, values) -> link.queryParam(name, values.toArray()));
        return "<" + link.build() + ">; rel=\"next\"";
    }
}
