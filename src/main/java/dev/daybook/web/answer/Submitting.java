package dev.daybook.web.answer;

import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;

/** An endpoint that sends one command: several can be sent at once. */
public interface Submitting extends Endpoint<Receipt> {

    /** Reads a request; nothing is sent yet. */
    Submission<?> submit(Request request, Body body);
}
