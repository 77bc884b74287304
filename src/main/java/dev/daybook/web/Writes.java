package dev.daybook.web;

import dev.daybook.engine.Commands;
import dev.daybook.engine.Outcome;
import dev.daybook.kernel.Aggregate;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The write side of one kind of resource: sends commands to its aggregate and answers with what
 * became of them.
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

    /** Executes a command on a new resource: 201 with its location. */
    public Uni<Response> create(Request request, String id, C command) {
        return outcome(request, id, command)
                .map(
                        outcome ->
                                accepted(id, outcome)
                                        .status(Response.Status.CREATED)
                                        .header(HttpHeaders.LOCATION, path + "/" + id)
                                        .build());
    }

    /** Executes a command on the resource in the path: 200. */
    public Uni<Response> execute(Request request, C command) {
        String id = request.id();
        return outcome(request, id, command).map(outcome -> accepted(id, outcome).build());
    }

    private Uni<Outcome.Accepted> outcome(Request request, String id, C command) {
        return commands.execute(aggregate, id, command, request.commandContext())
                .map(
                        outcome ->
                                switch (outcome) {
                                    case Outcome.Accepted accepted -> accepted;
                                    default -> throw Refusals.problem(outcome).exception();
                                });
    }

    private Response.ResponseBuilder accepted(String id, Outcome.Accepted outcome) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(idField, id);
        body.put("version", outcome.version());
        body.put("position", outcome.position());
        return Response.ok(body)
                .header(HttpHeaders.ETAG, Reads.tag(outcome.version()))
                .header("Event-Position", outcome.position());
    }
}
