package dev.daybook.web.answer;

import dev.daybook.engine.command.Outcome;
import dev.daybook.web.answer.Intake.Draft;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Sends a command and answers with what became of it.
 *
 * @param partField under which the id of a part is answered
 * @param creates whether it is answered where the resource is
 */
record Write<C>(Writes<C> writes, Intake<C> intake, @Nullable String partField, boolean creates)
        implements Submitting {

    @Override
    public Uni<RestResponse<Receipt>> serve(Request request, Body body) {
        return writes.send(request, submit(request, body));
    }

    @Override
    public Submission<C> submit(Request request, Body body) {
        Draft<C> draft = intake.read(request, body);
        return new Submission<>(
                writes.command(request, body, draft),
                () -> sent -> sent.map(outcome -> answer(draft.id(), draft.other(), outcome)));
    }

    private RestResponse<Receipt> answer(
            String id, @Nullable String part, Outcome.Accepted outcome) {
        SequencedMap<String, String> ids = new LinkedHashMap<>();
        ids.put(writes.idField(), id);
        if (partField != null && part != null) {
            ids.put(partField, part);
        }
        ResponseBuilder<Receipt> answer =
                new Receipt(ids, outcome.version(), outcome.position(), null)
                        .answer(outcome.replayed());
        return creates
                ? writes.located(answer.status(RestResponse.Status.CREATED), id)
                : answer.build();
    }

    @Override
    public RestResponse<Receipt> describe(Description to) {
        intake.describe(to);
        String id = to.occasion().id();
        return answer(id, id, writes.describe(to, partField));
    }
}
