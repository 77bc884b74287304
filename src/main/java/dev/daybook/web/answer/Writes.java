package dev.daybook.web.answer;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.pipeline.Outcome;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Rejection;
import dev.daybook.store.StoredEvent;
import dev.daybook.web.EntityTags;
import dev.daybook.web.Headers;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Refusals;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiFunction;
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
     * @param ids that of the resource and, where it is of one, that of its part, by the names under
     *     which the JSON bears them
     * @param status of what a process takes further
     */
    public record Receipt(
            SequencedMap<String, String> ids,
            long version,
            long position,
            @Nullable String status) {

        @JsonValue
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>(ids);
            json.put("version", version);
            json.put("position", position);
            if (status != null) {
                json.put("status", status);
            }
            return json;
        }
    }

    /**
     * How that goes on which a write begins, and how it ends.
     *
     * @param begun the status until then
     * @param statuses by the types of the events that end it
     * @param refusals what the events say that end it as if it had been refused at once, by type
     * @param reasons for which that may be
     */
    public record Ends(
            String begun,
            Map<String, String> statuses,
            Map<String, Function<Object, Refused>> refusals,
            List<? extends Rejection> reasons) {

        public Ends(String begun, Map<String, String> statuses) {
            this(begun, statuses, Map.of(), List.of());
        }

        private Set<String> types() {
            Set<String> types = new HashSet<>(statuses.keySet());
            types.addAll(refusals.keySet());
            return types;
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * @param id where the body names one; else it depends on who sent it, which the body may tell
     */
    private record Creation<C>(Optional<String> id, C command) {}

    private record Part<C>(String id, C command) {}

    /** What a process takes further, and how its end is told. */
    private record Start(Writes<?> what, String id, EventAwaiter endings, Ends ends) {

        EventAwaiter.Awaited end() {
            return endings.await(what.aggregate.stream(id), ends.types());
        }

        /**
         * @throws ProblemException if the end is a refusal
         */
        void refuse(Outcome.Accepted outcome, Optional<StoredEvent> end) {
            end.filter(event -> ends.refusals().containsKey(event.eventType()))
                    .map(
                            event ->
                                    ends.refusals()
                                            .get(event.eventType())
                                            .apply(endings.read(what.aggregate, event)))
                    .ifPresent(
                            refused -> {
                                throw Refusals.problem(refused, outcome.replayed()).exception();
                            });
        }

        RestResponse<Receipt> answer(Outcome.Accepted outcome, Optional<StoredEvent> end) {
            Receipt receipt =
                    new Receipt(
                            what.ids(id),
                            end.map(StoredEvent::version).orElse(outcome.version()),
                            end.map(StoredEvent::position).orElse(outcome.position()),
                            end.map(event -> ends.statuses().get(event.eventType()))
                                    .orElse(ends.begun()));
            return Writes.answer(receipt, outcome.replayed())
                    .status(
                            end.isPresent()
                                    ? RestResponse.Status.CREATED
                                    : RestResponse.Status.ACCEPTED)
                    .header(HttpHeaders.LOCATION, what.path + "/" + id)
                    .build();
        }
    }

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
        request.refuseParameters();
        Creation<C> creation =
                body.as(in -> new Creation<>(in.optionalId(idField), reader.apply(in)));
        String id = creation.id().orElseGet(request::newId);
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
        request.refuseParameters();
        String id = request.id();
        return outcome(request, body, id, body.as(reader))
                .map(outcome -> accepted(id, outcome).build());
    }

    /**
     * Executes a command that adds a part to the resource in the path, with the part's id in the
     * body or a new one: 200 with both ids.
     *
     * @param partField under which the part's id is taken and answered
     * @param reader makes the command of the part's id and the rest of the body
     */
    public Uni<RestResponse<Receipt>> add(
            Request request, Body body, String partField, BiFunction<String, Body, C> reader) {
        request.refuseParameters();
        String id = request.id();
        Part<C> part =
                body.as(
                        in -> {
                            String partId = in.optionalId(partField).orElseGet(request::newId);
                            return new Part<>(partId, reader.apply(partId, in));
                        });
        if (request.sketch != null) {
            request.sketch.adds(partField);
        }
        SequencedMap<String, String> ids = ids(id);
        ids.put(partField, part.id());
        return outcome(request, body, id, part.command())
                .map(
                        outcome ->
                                answer(
                                                new Receipt(
                                                        ids,
                                                        outcome.version(),
                                                        outcome.position(),
                                                        null),
                                                outcome.replayed())
                                        .build());
    }

    private SequencedMap<String, String> ids(String id) {
        SequencedMap<String, String> ids = new LinkedHashMap<>();
        ids.put(idField, id);
        return ids;
    }

    /**
     * Executes a command on the resource in the path, where there is no body: 200.
     *
     * @param reader makes the command of the query parameters
     */
    public Uni<RestResponse<Receipt>> execute(Request request, Function<Parameters, C> reader) {
        request.refuseBody();
        String id = request.id();
        return outcome(request, Body.none(), id, request.parameters().as(reader))
                .map(outcome -> accepted(id, outcome).build());
    }

    /**
     * Creates a resource that a process takes further: 201 where it comes to its end within the
     * time that the client grants, 2 s unless it says so, else 202. Where its end is a refusal,
     * that is the answer.
     */
    public Uni<RestResponse<Receipt>> start(
            Request request, Body body, Function<Body, C> reader, EventAwaiter endings, Ends ends) {
        request.refuseParameters();
        Creation<C> creation =
                body.as(in -> new Creation<>(in.optionalId(idField), reader.apply(in)));
        String id = creation.id().orElseGet(request::newId);
        return start(request, body, id, creation.command(), new Start(this, id, endings, ends));
    }

    /**
     * Executes a command on the resource in the path that leads to another resource: answered in
     * the same way, about the other one. Until that is there, version and position are those of
     * what was written.
     *
     * @param reader makes the command of the body and the other one's id, which is new
     * @param other where the other resource is
     */
    public Uni<RestResponse<Receipt>> start(
            Request request,
            Body body,
            BiFunction<Body, String, C> reader,
            Writes<?> other,
            EventAwaiter endings,
            Ends ends) {
        request.refuseParameters();
        String otherId = request.newId();
        C command = body.as(in -> reader.apply(in, otherId));
        return start(
                request, body, request.id(), command, new Start(other, otherId, endings, ends));
    }

    private Uni<RestResponse<Receipt>> start(
            Request request, Body body, String id, C command, Start start) {
        Uni<Outcome.Accepted> sent = outcome(request, body, id, command);
        if (request.sketch != null) {
            request.sketch.starts(start.what().aggregate, start.what().idField, start.ends());
        }
        // asked for here: later there is no request any more
        Duration patience = request.sketch == null ? request.patience(PATIENCE) : Duration.ZERO;
        // behind all that may refuse the request: it would wait for good
        EventAwaiter.Awaited end = start.end();
        return sent.chain(
                        outcome ->
                                end(outcome, end, patience)
                                        .invoke(event -> start.refuse(outcome, event))
                                        .map(event -> start.answer(outcome, event)))
                .onTermination()
                .invoke(end::close);
    }

    private static Uni<Optional<StoredEvent>> end(
            Outcome.Accepted outcome, EventAwaiter.Awaited end, Duration patience) {
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
                new Receipt(ids(id), outcome.version(), outcome.position(), null),
                outcome.replayed());
    }

    private static ResponseBuilder<Receipt> answer(Receipt receipt, boolean replayed) {
        ResponseBuilder<Receipt> answer =
                ResponseBuilder.ok(receipt)
                        .header(HttpHeaders.ETAG, EntityTags.of(receipt.version()))
                        .header(Headers.EVENT_POSITION, receipt.position());
        return replayed ? answer.header(Headers.IDEMPOTENT_REPLAYED, true) : answer;
    }
}
