package dev.daybook.web.batches;

import dev.daybook.store.UuidV7;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.vertx.core.MultiMap;
import java.util.List;

/**
 * Has each command of a batch read by the endpoint that would have answered it by itself, and its
 * scope looked at; nothing is sent yet.
 */
final class BatchReader {

    private static final String CORRELATION = "X-Correlation-Id";

    /** What each command has from the batch, where that says it. */
    private static final List<String> COMMON = List.of("X-User-Id", "traceparent", "Prefer");

    private final WriteRoutes routes;
    private final Request whole;
    private final String batchId;
    private final MultiMap common = MultiMap.caseInsensitiveMultiMap();

    private BatchReader(WriteRoutes routes, Request whole) {
        this.routes = routes;
        this.whole = whole;
        this.batchId = whole.requestId();
        COMMON.forEach(name -> whole.header(name).ifPresent(value -> common.set(name, value)));
        common.set(
                CORRELATION, whole.header(CORRELATION).orElseGet(() -> UuidV7.next().toString()));
    }

    static List<Member> read(WriteRoutes routes, Request whole, Batch batch) {
        BatchReader reader = new BatchReader(routes, whole);
        return batch.commands().stream().map(reader::read).toList();
    }

    private Member read(Batch.Command command) {
        try {
            WriteRoutes.Found found = routes.find(command.method(), command.path());
            Request request =
                    new BatchedRequest(
                            command, found.parameters(), found.permit(whole.permit()), common);
            Body body = command.body().orElse(Body.NONE);
            return new Member.Ready(
                    command, request, found.endpoint().submit(request, body), batchId);
        } catch (RuntimeException e) {
            return new Member.Refused(command, Member.problem(command, e), batchId);
        }
    }
}
