package dev.daybook.web.answer;

import dev.daybook.engine.command.Outcome;
import dev.daybook.kernel.Rejection;
import dev.daybook.store.LogPage;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.web.answer.Page.Place;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Occasion;
import dev.daybook.web.request.Parameters;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Is told by an endpoint what it takes and what it may answer, and gives it samples to answer with:
 * a reader reads placeholders.
 */
public interface Description {

    <Q> Q path(Function<? super Occasion, Q> reader);

    <Q> Q body(Function<? super Fields, Q> reader);

    <Q> Q parameters(Function<? super Parameters, Q> reader);

    /** For which a module may refuse the request. */
    void refusals(Collection<? extends Rejection> refusals);

    /**
     * A command is sent.
     *
     * @param category of what is answered about
     * @param idFields under which the answer bears the ids of the resource and its part
     * @param statuses where there are any, the answer may come before the end
     */
    Outcome.Accepted writes(String category, List<String> idFields, List<String> statuses);

    /** Projected tables are asked for so many rows. */
    <R> Read<List<R>> rows(Class<R> type, int count);

    /** So many of something else. */
    <R> List<R> samples(Class<R> type, int count);

    /** So many events of a log that there always is more of. */
    LogPage log(int count);

    Occasion occasion();

    Place place();
}
