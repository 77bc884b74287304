package dev.daybook.web.batches;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.daybook.web.access.Permit;
import dev.daybook.web.request.Request;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command of a batch, as the request that it would have been by itself. */
final class BatchedRequest extends Request {

    private final Batch.Command command;
    private final Map<String, String> pathParameters;
    private final Permit permit;
    private final MultiMap headers;

    /**
     * @param common headers that each command of the batch has from it
     */
    BatchedRequest(
            Batch.Command command,
            Map<String, String> pathParameters,
            Permit permit,
            MultiMap common) {
        this.command = command;
        this.pathParameters = pathParameters;
        this.permit = permit;
        this.headers = MultiMap.caseInsensitiveMultiMap().addAll(common);
        command.idempotencyKey().ifPresent(key -> headers.set("Idempotency-Key", key));
        command.ifMatch().ifPresent(tag -> headers.set("If-Match", tag));
    }

    @Override
    public Permit permit() {
        return permit;
    }

    @Override
    protected MultiMap headers() {
        return headers;
    }

    @Override
    protected String method() {
        return command.method();
    }

    @Override
    public String path() {
        return command.path();
    }

    @Override
    protected @Nullable String queryText() {
        return command.query();
    }

    @Override
    public MultivaluedMap<String, String> query() {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        if (command.query() != null) {
            query.putAll(new QueryStringDecoder(command.query(), UTF_8, false).parameters());
        }
        return query;
    }

    @Override
    protected @Nullable String pathParameter(String parameter) {
        return pathParameters.get(parameter);
    }

    @Override
    protected boolean bearsBody() {
        return command.body().isPresent();
    }
}
