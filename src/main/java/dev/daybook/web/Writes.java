package dev.daybook.web;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.daybook.engine.Commands;
import dev.daybook.engine.Outcome;
import dev.daybook.kernel.Aggregate;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

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
     */
    public record Receipt(String idField, String id, long version, long position) {

        @JsonValue
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put(idField, id);
            json.put("version", version);
            json.put("position", position);
            return json;
        }
    }

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

    private Uni<Outcome.Accepted> outcome(Request request, Body body, String id, C command) {
        if (request.sketch != null) {
            return request.sketch.write(aggregate, idField);
        }
        return commands.execute(aggregate, id, command, request.commandContext(body))
                .map(
                        outcome ->
                                switch (outcome) {
                                    case Outcome.Accepted accepted -> accepted;
                                    default -> throw Refusals.problem(outcome).exception();
                                });
    }

    private ResponseBuilder<Receipt> accepted(String id, Outcome.Accepted outcome) {
        ResponseBuilder<Receipt> answer =
                ResponseBuilder.ok(new Receipt(idField, id, outcome.version(), outcome.position()))
                        .header(HttpHeaders.ETAG, Reads.tag(outcome.version()))
                        .header("Event-Position", outcome.position());
        return outcome.replayed() ? answer.header(Refusals.REPLAYED, true) : answer;
    }
}
