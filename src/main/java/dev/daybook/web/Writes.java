package dev.daybook.web;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.daybook.engine.Commands;
import dev.daybook.engine.Endings;
import dev.daybook.engine.Outcome;
import dev.daybook.kernel.Aggregate;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The write side of one kind of resource: sends commands to its aggregate and answers with what
 * became of them.
 *
 * @param <C> the aggregate's commands
 */
public final class Writes<C> {

    /**
     * What a write is answered with.
     *
     * @param idField under which the JSON bears the resource's id
     * @param status of what a process takes further
     */
    public record Receipt(
            String idField, String id, long version, long position, @Nullable String status) {

        @JsonValue
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put(idField, id);
            json.put("version", version);
            json.put("position", position);
            if (status != null) {
                json.put("status", status);
            }
            return json;
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private record Creation<C>(String id, C command) {}

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
    public Uni<RestResponse<Receipt>> create(Request request, Body body, Function<Body, C> reader) {
        Creation<C> creation =
                body.as(in -> new Creation<>(in.idOr(idField, request::newId), reader.apply(in)));
        String id = creation.id();
        return outcome(request, body, id, creation.command())
                .map(
                        outcome ->
                                accepted(id, outcome)
                                        .status(RestResponse.Status.CREATED)
                                        .header(HttpHeaders.LOCATION, path + "/" + id)
                                        .build());
    }

    /**
     * Executes a command on the resource in the path: 200.
     *
     * @param reader makes the command of the body
     */
    public Uni<RestResponse<Receipt>> execute(
            Request request, Body body, Function<Body, C> reader) {
        String id = request.id();
        return outcome(request, body, id, body.as(reader))
                .map(outcome -> accepted(id, outcome).build());
    }

    /**
     * Creates a resource that a process takes further: 201 where it comes to its end within the
     * time that the client grants, 2 s unless it says so, else 202.
     *
     * @param statuses by the types of the events that end it
     * @param begun the status until then
     */
    public Uni<RestResponse<Receipt>> start(
            Request request,
            Body body,
            Function<Body, C> reader,
            Endings endings,
            Map<String, String> statuses,
            String begun) {
        Creation<C> creation =
                body.as(in -> new Creation<>(in.idOr(idField, request::newId), reader.apply(in)));
        String id = creation.id();
        if (request.sketch != null) {
            request.sketch.starts(statuses.values(), begun);
        }
        // asked for here: later there is no request any more
        Duration patience = request.sketch == null ? request.patience(PATIENCE) : Duration.ZERO;
        // a request that is refused here waits for nothing
        Uni<Outcome.Accepted> sent = outcome(request, body, id, creation.command());
        Endings.Awaited end = endings.await(aggregate.stream(id), statuses.keySet());
        return sent.chain(
                        outcome ->
                                end(outcome, end, patience)
                                        .map(event -> started(id, outcome, event, statuses, begun)))
                .onTermination()
                .invoke(end::close);
    }

    private static Uni<Optional<StoredEvent>> end(
            Outcome.Accepted outcome, Endings.Awaited end, Duration patience) {
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

    private RestResponse<Receipt> started(
            String id,
            Outcome.Accepted outcome,
            Optional<StoredEvent> end,
            Map<String, String> statuses,
            String begun) {
        long version = end.map(StoredEvent::version).orElse(outcome.version());
        long position = end.map(StoredEvent::position).orElse(outcome.position());
        String status = end.map(event -> statuses.get(event.eventType())).orElse(begun);
        return answer(new Receipt(idField, id, version, position, status), outcome.replayed())
                .status(
                        end.isPresent()
                                ? RestResponse.Status.CREATED
                                : RestResponse.Status.ACCEPTED)
                .header(HttpHeaders.LOCATION, path + "/" + id)
                .build();
    }

    private Uni<Outcome.Accepted> outcome(Request request, Body body, String id, C command) {
        if (request.sketch != null) {
            return request.sketch.write(aggregate, idField);
        }
        return commands.execute(aggregate, id, command, request.commandContext(id, body))
                .map(
                        outcome ->
                                switch (outcome) {
                                    case Outcome.Accepted accepted -> accepted;
                                    default -> throw Refusals.problem(outcome).exception();
                                });
    }

    private ResponseBuilder<Receipt> accepted(String id, Outcome.Accepted outcome) {
        return answer(
                new Receipt(idField, id, outcome.version(), outcome.position(), null),
                outcome.replayed());
    }

    private static ResponseBuilder<Receipt> answer(Receipt receipt, boolean replayed) {
        ResponseBuilder<Receipt> answer =
                ResponseBuilder.ok(receipt)
                        .header(HttpHeaders.ETAG, Reads.tag(receipt.version()))
                        .header("Event-Position", receipt.position());
        return replayed ? answer.header(Refusals.REPLAYED, true) : answer;
    }
}
