package dev.daybook.web.request;

import io.smallrye.mutiny.Uni;

/** What is done with a request. */
public interface Handler<A> {

    /**
     * @param body that of a request without one has no fields
     */
    Uni<A> serve(Request request, Body body);
}
