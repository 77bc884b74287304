package dev.daybook.engine.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, of which only the beginning is kept: an answer without an end is cut
 * off. Whoever abandons it gets the connection closed, also where it is only made later.
 */
final class Exchange {

    private static final int KEPT_BYTES = 500;
    private static final int MOST_BYTES = 65_536;

    private final String body;
    private final UniEmitter<? super Attempt> emitter;
    private final Buffer beginning = Buffer.buffer();
    private long received;
    private @Nullable HttpClientRequest request;
    private boolean abandoned;

    Exchange(String body, UniEmitter<? super Attempt> emitter) {
        this.body = body;
        this.emitter = emitter;
    }

    synchronized void abandon() {
        abandoned = true;
        if (request != null) {
            request.reset();
        }
    }

    synchronized void began(HttpClientRequest connected) {
        request = connected;
        // else one that is abandoned is reported as an error
        connected.exceptionHandler(emitter::fail);
        if (abandoned) {
            connected.reset();
            return;
        }
        connected.response().onSuccess(this::answered).onFailure(emitter::fail);
        connected.send(body);
    }

    private void answered(HttpClientResponse response) {
        response.exceptionHandler(emitter::fail)
                .handler(part -> received(part, response))
                .endHandler(_ -> emitter.complete(answer(response)));
    }

    private void received(Buffer part, HttpClientResponse response) {
        int wanted = Math.min(part.length(), KEPT_BYTES - beginning.length());
        beginning.appendBuffer(part, 0, wanted);
        received += part.length();
        if (received > MOST_BYTES) {
            emitter.complete(answer(response));
            abandon();
        }
    }

    private Attempt answer(HttpClientResponse response) {
        return new Attempt.Answered(
                response.statusCode(),
                beginning.toString(UTF_8),
                Attempt.retryAfter(
                        response.statusCode(),
                        Optional.ofNullable(response.getHeader(HttpHeaders.RETRY_AFTER)),
                        Instant.now()));
    }
}
