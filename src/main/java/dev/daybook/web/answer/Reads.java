package dev.daybook.web.answer;

import dev.daybook.engine.projection.ReadModel;
import dev.daybook.kernel.Rejection;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.web.Headers;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;

import io.smallrye.mutiny.Uni;

import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The read side of one kind of resource, or of a query: makes the endpoints whose every answer says
 * up to which position of the log it is complete.
 *
 * @param <R> the rows of the read table
 */
public final class Reads<R extends Record> {

    /**
     * What has to be there for a list of it.
     *
     * @param existing fails where the resource in the path is not
     */
    public record Owner(Function<Request, Uni<?>> existing, Rejection absent) {}

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
        return new ReadOne<>(this, absent, version, view);
    }

    /**
     * A page of a list, with a link to the next one if there is any.
     *
     * @param sql its parameters are the filters of the query, where the page begins (or null), a
     *     limit, and an offset where the query has one
     * @param place of an item in the list's order: behind it the next page begins
     */
    public <V> Endpoint<Page<V>> page(
            String sql,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            Function<R, V> view) {
        return page(_ -> sql, reader, place, view);
    }

    /**
     * The same, where the SQL depends on what is asked for.
     *
     * @param sql of the query
     */
    public <V> Endpoint<Page<V>> page(
            Function<PageQuery, String> sql,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            Function<R, V> view) {
        return new ReadPage<>(
                this, sql, reader, place, (page, _) -> page.map(view), Optional.empty());
    }

    /** The same, seen in a way that depends on the day. */
    public <V> Endpoint<Page<V>> pageByDay(
            String sql,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            BiFunction<R, LocalDate, V> view) {
        return new ReadPage<>(
                this,
                _ -> sql,
                reader,
                place,
                (page, asked) -> page.map(row -> view.apply(row, asked.today())),
                Optional.empty());
    }

    /**
     * A page of a list that belongs to the resource in the path.
     *
     * @param owner must be there: else it is 404
     * @param layout what the answer makes of the owner's id and the page
     */
    public <B> Endpoint<B> pageOf(
            Owner owner,
            String sql,
            Function<Parameters, PageQuery> reader,
            Function<R, String> place,
            BiFunction<String, Page<R>, B> layout) {
        return new ReadPage<>(
                this,
                _ -> sql,
                reader,
                place,
                (page, asked) -> layout.apply(asked.owner(), page),
                Optional.of(owner));
    }

    /** The resource in the path as the owner of a list. */
    public Owner owner(Rejection absent) {
        return new Owner(request -> existing(request, absent), absent);
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
        return new ReadRow<>(this, sql, reader, parameters, view);
    }

    /** The row of the resource in the path; fails with 404 if there is none. */
    Uni<Read<R>> existing(Request request, Rejection absent) {
        return rows.find(request.id(), request.freshness())
                .map(
                        read ->
                                new Read<>(
                                        read.value().orElseThrow(() -> notFound(absent)),
                                        read.position()));
    }

    ReadModel<R> rows() {
        return rows;
    }

    static <B> ResponseBuilder<B> complete(ResponseBuilder<B> answer, long position) {
        return answer.header(Headers.PROJECTION_POSITION, position);
    }

    static ProblemException notFound(Rejection absent) {
        return Problem.of(404, absent.code(), "There is nothing with this id.").exception();
    }
}
