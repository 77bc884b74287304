package dev.daybook.web.answer;

import dev.daybook.engine.access.Scopes.Reach;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.history.PointInTime;
import dev.daybook.engine.history.TimeTravel.Past;
import dev.daybook.engine.projection.ReadModel;
import dev.daybook.kernel.Rejection;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.web.Headers;
import dev.daybook.web.answer.Page.Place;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Refusals;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Representation;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * The read side of one kind of resource, or of a query: makes the endpoints whose every answer says
 * up to which position of the log it is complete.
 *
 * @param <R> the rows of the read table
 */
public final class Reads<R extends Record> {

    private final ReadModel<R> rows;
    private final Function<R, String> owner;

    /** Of rows that belong to nobody. */
    public Reads(ReadModel<R> rows) {
        this(rows, _ -> "");
    }

    /**
     * @param owner of a row
     */
    public Reads(ReadModel<R> rows, Function<R, String> owner) {
        this.rows = rows;
        this.owner = owner;
    }

    /**
     * The resource in the path, seen in some way: 200 with its version as the tag, or 304 where the
     * client has it. It is shown as it is now, or as it was at the moment that the client names.
     *
     * @param absent what its absence is called: 404
     */
    public <V> Endpoint<V> one(Rejection absent, ToLongFunction<R> version, Function<R, V> view) {
        return oneByDay(absent, version, (row, _) -> view.apply(row));
    }

    /**
     * The same, seen in a way that depends on the day: today, or that of the instant which the
     * client names. The tag says nothing of the day; so it is 304 only as long as none has changed
     * what is shown.
     */
    public <V> Endpoint<V> oneByDay(
            Rejection absent, ToLongFunction<R> version, BiFunction<R, LocalDate, V> view) {
        return Endpoint.of(
                (request, _) -> one(request, absent, version, view),
                to -> {
                    to.parameters(this::moment);
                    to.refusals(List.of(absent));
                    Read<List<R>> read = to.rows(rows.rowType(), 1);
                    R row = read.value().getFirst();
                    V shown = view.apply(row, to.occasion().today());
                    return Representation.ONLY
                            .named(
                                    complete(ResponseBuilder.ok(shown), read),
                                    version.applyAsLong(row))
                            .build();
                });
    }

    private <V> Uni<RestResponse<V>> one(
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
                        .map(past -> present(request, past, moment.get(), absent));
    }

    private Optional<PointInTime> moment(Parameters in) {
        in.minPosition();
        return rows.hasHistory() ? in.moment() : Optional.empty();
    }

    private Read<R> present(Request request, Past<R> past, PointInTime moment, Rejection absent) {
        R row =
                past.row()
                        .filter(each -> covers(request, each))
                        .orElseThrow(() -> notFound(absent));
        if (moment instanceof PointInTime.Version(var asked) && asked > past.version()) {
            throw Problem.of(
                            404,
                            "no-such-version",
                            "The resource is at version " + past.version() + ".")
                    .exception();
        }
        return new Read<>(row, past.position());
    }

    private Uni<Read<R>> existing(Request request, Rejection absent) {
        return rows.find(request.id(), request.freshness())
                .map(
                        read ->
                                new Read<>(
                                        read.value()
                                                .filter(row -> covers(request, row))
                                                .orElseThrow(() -> notFound(absent)),
                                        read.position()));
    }

    /** What belongs to others is as if it were not there. */
    private boolean covers(Request request, R row) {
        Reach reach = request.reach();
        return !reach.isNarrowed() || reach.covers(owner.apply(row));
    }

    /**
     * A page of a list, with a link to the next one if there is any.
     *
     * @param sql its parameters are the filters of the query, where the page begins (or null), a
     *     limit, and an offset where the query has one
     * @param place of an item in the list's order: behind it the next page begins
     * @param view of an item
     */
    public <V> Endpoint<Page<V>> page(
            String sql,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            Function<R, V> view) {
        return page(_ -> sql, reader, place, view);
    }

    /** The same, where the SQL depends on what is asked for. */
    public <V> Endpoint<Page<V>> page(
            Function<PageQuery, String> sql,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            Function<R, V> view) {
        return pageByDay(sql, reader, place, (row, _) -> view.apply(row));
    }

    /** The same, seen in a way that depends on the day. */
    public <V> Endpoint<Page<V>> pageByDay(
            Function<PageQuery, String> sql,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            BiFunction<R, LocalDate, V> view) {
        return Endpoint.of(
                (request, _) -> {
                    PageQuery query = request.parameters().as(reader);
                    LocalDate today = request.today();
                    return page(request, sql.apply(query), query)
                            .map(read -> covered(request, read))
                            .map(
                                    read ->
                                            answer(
                                                    read,
                                                    query,
                                                    place,
                                                    page -> page.map(row -> view.apply(row, today)),
                                                    Place.of(request)));
                },
                to -> {
                    LocalDate today = to.occasion().today();
                    return sample(
                            to, reader, place, page -> page.map(row -> view.apply(row, today)));
                });
    }

    /**
     * A page of a list that belongs to the resource in the path.
     *
     * @param owners where that one is: else it is 404
     * @param layout what the answer makes of the owner's id and the page
     */
    public <B> Endpoint<B> pageOf(
            Reads<?> owners,
            Rejection absent,
            String sql,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            BiFunction<String, Page<R>, B> layout) {
        return Endpoint.of(
                (request, _) -> {
                    PageQuery query = request.parameters().as(reader);
                    String id = request.id();
                    return owners.existing(request, absent)
                            .chain(() -> page(request, sql, query))
                            .map(
                                    read ->
                                            answer(
                                                    read,
                                                    query,
                                                    place,
                                                    page -> layout.apply(id, page),
                                                    Place.of(request)));
                },
                to -> {
                    to.refusals(List.of(absent));
                    String id = to.occasion().id();
                    return sample(to, reader, place, page -> layout.apply(id, page));
                });
    }

    private Uni<Read<List<R>>> page(Request request, String sql, PageQuery query) {
        return rows.query(sql, parameters(query), request.freshness());
    }

    private Read<List<R>> covered(Request request, Read<List<R>> read) {
        return request.reach().isNarrowed()
                ? new Read<>(
                        read.value().stream().filter(row -> covers(request, row)).toList(),
                        read.position())
                : read;
    }

    /** One item more than wanted is read, to know whether there is another page. */
    private static List<Optional<?>> parameters(PageQuery query) {
        List<Optional<?>> parameters = new ArrayList<>(query.filters());
        parameters.add(query.after());
        parameters.add(Optional.of(query.limit() + 1));
        query.offset().ifPresent(offset -> parameters.add(Optional.of(offset)));
        return parameters;
    }

    private static <R, B> RestResponse<B> answer(
            Read<List<R>> read,
            PageQuery query,
            Function<R, String> place,
            Function<Page<R>, B> layout,
            Place asked) {
        Page<R> page = Page.of(read.value(), query, place);
        return complete(page.answer(layout.apply(page), asked), read).build();
    }

    private <B> RestResponse<B> sample(
            Description to,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            Function<Page<R>, B> layout) {
        PageQuery query = to.parameters(reader);
        return answer(to.rows(rows.rowType(), query.limit() + 1), query, place, layout, to.place());
    }

    /**
     * What a query of a single row gives, seen in some way: 200.
     *
     * @param reader reads {@code minPosition} too
     * @param parameters of the SQL
     */
    public <Q, V> Endpoint<V> row(
            String sql,
            Function<Parameters, Q> reader,
            Function<Q, List<Optional<?>>> parameters,
            BiFunction<Q, R, V> view) {
        return Endpoint.of(
                (request, _) -> {
                    Q query = request.parameters().as(reader);
                    return rows.query(sql, parameters.apply(query), request.freshness())
                            .map(read -> answer(read, query, view));
                },
                to -> answer(to.rows(rows.rowType(), 1), to.parameters(reader), view));
    }

    private static <Q, R, V> RestResponse<V> answer(
            Read<List<R>> read, Q query, BiFunction<Q, R, V> view) {
        return complete(ResponseBuilder.ok(view.apply(query, read.value().getFirst())), read)
                .build();
    }

    private static <B> ResponseBuilder<B> complete(ResponseBuilder<B> answer, Read<?> read) {
        return answer.header(Headers.PROJECTION_POSITION, read.position());
    }

    private static ProblemException notFound(Rejection absent) {
        return Problem.of(404, absent.code(), "There is nothing with this id.").exception();
    }
}
