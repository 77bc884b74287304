package dev.daybook.web.answer;

import dev.daybook.engine.pipeline.Outcome;
import dev.daybook.store.LogPage;
import dev.daybook.web.request.Parameters;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;

/** Stands in for the log, the tables and the request, where an answer is wanted as an example. */
public interface Sampler {

    /** Of the resource in the path, and of all that is new. */
    String id();

    /** The path of the request. */
    String path();

    LocalDate today();

    /** What a command leads to, sent again: then the answer bears every header that it may have. */
    Outcome.Accepted accepted();

    /** The position of the log up to which a read is complete. */
    long position();

    /** What is read from a query that has only what is required. */
    <Q> Q read(Function<? super Parameters, Q> reader);

    /** A record of this type. */
    <R> R of(Class<R> type);

    /** So many of them. */
    <R> List<R> of(Class<R> type, int count);

    /** So many events of a log that there always is more of. */
    LogPage log(int count);
}
