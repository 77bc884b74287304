package dev.daybook.web.answer;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.store.StoredEvent;
import dev.daybook.web.answer.Intake.Draft;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Refusals;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Sends a command that a process takes further, and answers with its end where that comes within
 * the time that the client grants.
 *
 * @param what is there in the end
 */
record Start<C>(Writes<C> writes, Intake<C> intake, Writes<?> what, EventAwaiter endings, Ends ends)
        implements Submitting {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Override
    public Uni<RestResponse<Receipt>> serve(Request request, Body body) {
        return writes.send(request, submit(request, body));
    }

    @Override
    public Submission<C> submit(Request request, Body body) {
        Draft<C> draft = intake.read(request, body);
        String id = Objects.requireNonNullElse(draft.other(), draft.id());
        // asked for here: later there is no request any more
        Duration patience = request.patience(PATIENCE);
        return new Submission<>(
                writes.command(request, body, draft), () -> answering(id, patience));
    }

    private Submission.Answering answering(String id, Duration patience) {
        EventAwaiter.Awaited end = endings.await(what.aggregate().stream(id), ends.types());
        return sent ->
                sent.chain(
                                outcome ->
                                        within(patience, outcome, end)
                                                .invoke(event -> refuse(outcome, event))
                                                .map(event -> answer(id, outcome, event)))
                        .onTermination()
                        .invoke(end::close);
    }

    private static Uni<Optional<StoredEvent>> within(
            Duration patience, Outcome.Accepted outcome, EventAwaiter.Awaited end) {
        if (patience.isZero()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return outcome.replayed()
                ? end.earlier()
                        .chain(
                                found ->
                                        found.isPresent()
                                                ? Uni.createFrom().item(found)
                                                : end.within(patience))
                : end.within(patience);
    }

    /**
     * @throws ProblemException if the end is a refusal
     */
    private void refuse(Outcome.Accepted outcome, Optional<StoredEvent> end) {
        end.filter(event -> ends.refusals().containsKey(event.eventType()))
                .map(
                        event ->
                                ends.refusals()
                                        .get(event.eventType())
                                        .apply(endings.read(what.aggregate(), event)))
                .ifPresent(
                        refused -> {
                            throw Refusals.problem(refused, outcome.replayed()).exception();
                        });
    }

    private RestResponse<Receipt> answer(
            String id, Outcome.Accepted outcome, Optional<StoredEvent> end) {
        SequencedMap<String, String> ids = new LinkedHashMap<>();
        ids.put(what.idField(), id);
        Receipt receipt =
                new Receipt(
                        ids,
                        end.map(StoredEvent::version).orElse(outcome.version()),
                        end.map(StoredEvent::position).orElse(outcome.position()),
                        end.map(event -> ends.statuses().get(event.eventType()))
                                .orElse(ends.begun()));
        return what.located(
                receipt.answer(outcome.replayed())
                        .status(
                                end.isPresent()
                                        ? RestResponse.Status.CREATED
                                        : RestResponse.Status.ACCEPTED),
                id);
    }

    @Override
    public RestResponse<Receipt> describe(Description to) {
        intake.describe(to);
        writes.describe(to, null);
        to.refusals(ends.reasons());
        Outcome.Accepted begun =
                to.writes(what.aggregate().category(), List.of(what.idField()), ends.allStatuses());
        return answer(to.occasion().id(), begun, Optional.empty());
    }
}
