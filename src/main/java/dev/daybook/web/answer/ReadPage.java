package dev.daybook.web.answer;

import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.web.answer.Page.Place;
import dev.daybook.web.answer.Reads.Owner;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;

import io.smallrye.mutiny.Uni;

import org.jboss.resteasy.reactive.RestResponse;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers a page of a list.
 *
 * @param sql of the query: its parameters are the filters, where the page begins (or null), a
 *     limit, and an offset where the query has one
 * @param place of an item in the list's order: behind it the next page begins
 * @param owner what has to be there, where the list belongs to the resource in the path
 */
record ReadPage<R extends Record, B>(
        Reads<R> reads,
        Function<PageQuery, String> sql,
        Function<Parameters, PageQuery> reader,
        Function<R, String> place,
        Layout<R, B> layout,
        Optional<Owner> owner)
        implements Endpoint<B> {

    /**
     * When and where the page is asked for.
     *
     * @param owner the id of what the list belongs to, if there is such a thing
     */
    record Asked(Place place, LocalDate today, String owner) {}

    /** What the answer makes of a page. */
    interface Layout<R, B> {
        B of(Page<R> page, Asked asked);
    }

    @Override
    public Uni<RestResponse<B>> serve(Request request, Body body) {
        PageQuery query = request.parameters().as(reader);
        LocalDate today = request.today();
        if (owner.isEmpty()) {
            return page(request, query, today, "");
        }
        String id = request.id();
        return owner.get().existing().apply(request).chain(() -> page(request, query, today, id));
    }

    private Uni<RestResponse<B>> page(
            Request request, PageQuery query, LocalDate today, String id) {
        return reads.rows()
                .query(sql.apply(query), parameters(query), request.freshness())
                .map(read -> answer(read, query, new Asked(Place.of(request), today, id)));
    }

    private RestResponse<B> answer(Read<List<R>> read, PageQuery query, Asked asked) {
        Page<R> page = Page.of(read.value(), query, place);
        return Reads.complete(page.answer(layout.of(page, asked), asked.place()), read.position())
                .build();
    }

    /** One item more than wanted is read, to know whether there is another page. */
    private static List<Optional<?>> parameters(PageQuery query) {
        List<Optional<?>> parameters = new ArrayList<>(query.filters());
        parameters.add(query.after());
        parameters.add(Optional.of(query.limit() + 1));
        query.offset().ifPresent(offset -> parameters.add(Optional.of(offset)));
        return parameters;
    }

    @Override
    public Contract contract() {
        return Contract.NONE
                .parameters(reader)
                .refusals(owner.map(Owner::absent).stream().toList())
                .reading();
    }

    @Override
    public Optional<RestResponse<B>> sample(Sampler sampler) {
        PageQuery query = sampler.read(reader);
        List<R> rows = sampler.of(reads.rows().rowType(), query.limit() + 1);
        return Optional.of(
                answer(
                        new Read<>(rows, sampler.position()),
                        query,
                        new Asked(Place.of(sampler), sampler.today(), sampler.id())));
    }
}
