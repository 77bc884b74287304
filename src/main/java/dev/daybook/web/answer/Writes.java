package dev.daybook.web.answer;

import dev.daybook.engine.command.AddressedCommand;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.Aggregate;
import dev.daybook.web.answer.Intake.Draft;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The write side of one kind of resource: makes the endpoints that send commands to its aggregate.
 *
 * @param <C> the aggregate's commands
 */
public final class Writes<C> {

    private final Commands commands;
    private final Aggregate<C, ?, ?> aggregate;
    private final String idField;
    private final String path;

    /**
     * @param idField under which an answer bears the resource's id: {@code accountId}
     * @param path of the collection: {@code /api/accounts}
     */
    public Writes(Commands commands, Aggregate<C, ?, ?> aggregate, String idField, String path) {
        this.commands = commands;
        this.aggregate = aggregate;
        this.idField = idField;
        this.path = path;
    }

    /**
     * Creates a resource, with the id in the body or a new one: 201 with its location.
     *
     * @param reader makes the command of the rest of the body
     */
    public Endpoint<Receipt> create(Function<Fields, C> reader) {
        return new Write<>(this, new Intake.New<>(idField, reader), null, true);
    }

    /**
     * Executes a command on the resource in the path: 200.
     *
     * @param reader makes the command of the body
     */
    public Endpoint<Receipt> execute(Function<Fields, C> reader) {
        return new Write<>(this, new Intake.Known<>(reader), null, false);
    }

    /**
     * Executes a command that adds a part to the resource in the path, with the part's id in the
     * body or a new one: 200 with both ids.
     *
     * @param partField under which the part's id is taken and answered
     * @param reader makes the command of the part's id and the rest of the body
     */
    public Endpoint<Receipt> add(String partField, BiFunction<String, Fields, C> reader) {
        return new Write<>(this, new Intake.Part<>(partField, reader), partField, false);
    }

    /**
     * Executes a command on the resource in the path, where there is no body: 200.
     *
     * @param reader makes the command of the query parameters
     */
    public Endpoint<Receipt> executeBodiless(Function<Parameters, C> reader) {
        return new Write<>(this, new Intake.Bodiless<>(reader), null, false);
    }

    /**
     * Creates a resource that a process takes further: 201 where it comes to its end within the
     * time that the client grants, 2 s unless it says so, else 202. Where its end is a refusal,
     * that is the answer.
     */
    public Endpoint<Receipt> start(Function<Fields, C> reader, EventAwaiter endings, Ends ends) {
        return new Start<>(this, new Intake.New<>(idField, reader), this, endings, ends);
    }

    /**
     * Executes a command on the resource in the path that leads to another resource: answered in
     * the same way, about the other one. Until that is there, version and position are those of
     * what was written.
     *
     * @param reader makes the command of the body and the other one's id, which is new
     * @param other where the other resource is
     */
    public Endpoint<Receipt> start(
            BiFunction<Fields, String, C> reader,
            Writes<?> other,
            EventAwaiter endings,
            Ends ends) {
        return new Start<>(this, new Intake.Leading<>(reader), other, endings, ends);
    }

    AddressedCommand<C> command(Request request, Body body, Draft<C> draft) {
        return new AddressedCommand<>(
                aggregate, draft.id(), draft.command(), request.commandContext(draft.id(), body));
    }

    Uni<RestResponse<Receipt>> send(Request request, Submission<C> submission) {
        return request.reach().isNarrowed()
                ? submission
                        .requireCovered(commands.owners(), request)
                        .chain(() -> send(submission))
                : send(submission);
    }

    private Uni<RestResponse<Receipt>> send(Submission<C> submission) {
        Submission.Answering answering = submission.answering().get();
        return answering.after(commands.execute(submission.command()).map(Submission::accepted));
    }

    RestResponse<Receipt> located(ResponseBuilder<Receipt> answer, String id) {
        return answer.header(HttpHeaders.LOCATION, path + "/" + id).build();
    }

    /** Of a write about the resource or, where it has a field, a part of it. */
    Outcome.Accepted describe(Description to, @Nullable String partField) {
        to.refusals(aggregate.refusals());
        return to.writes(
                aggregate.category(),
                partField == null ? List.of(idField) : List.of(idField, partField),
                List.of());
    }

    Aggregate<C, ?, ?> aggregate() {
        return aggregate;
    }

    String idField() {
        return idField;
    }
}
