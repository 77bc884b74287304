package dev.daybook.web.request;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which page of a list is wanted.
 *
 * @param filters what the items have in common, in the order of the statement's parameters
 * @param after where the page begins; nothing for the first one
 * @param limit most items
 * @param offset items to pass over, where the list knows this
 */
public record PageQuery(
        List<Optional<?>> filters, Optional<?> after, int limit, OptionalInt offset) {

    public PageQuery {
        filters = List.copyOf(filters);
    }

    /** The position or version behind which the page begins, in a list that is in such an order. */
    public long position() {
        return after.map(Long.class::cast).orElse(0L);
    }

    /** A cursor for the page behind this place. */
    public String cursor(String place) {
        return Cursor.encode(texts(filters), place);
    }

    /** The filters as a cursor carries them. */
    static List<String> texts(List<Optional<?>> filters) {
        return filters.stream().map(filter -> filter.map(Object::toString).orElse("")).toList();
    }
}
