package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Map;

/**
 * A client of one service that moves money and looks at accounts; each write gives its position.
 */
record Teller(Service service) {

    private static final ObjectMapper JSON = new ObjectMapper();

    long open(String account) {
        return write(
                201,
                "/api/accounts",
                "{\"accountId\":\"%s\",\"ownerId\":\"owner\",\"currency\":\"USD\"}"
                        .formatted(account));
    }

    long deposit(String account, long amount) {
        return write(200, "/api/accounts/" + account + "/deposits", money(amount));
    }

    long withdraw(String account, long amount) {
        return write(200, "/api/accounts/" + account + "/withdrawals", money(amount));
    }

    /** The account as it is once the projection has come to this position. */
    JsonNode account(String account, long minPosition) {
        return read("/api/accounts/" + account, minPosition);
    }

    /** How many entries the account's history has once both projections have come there. */
    int entries(String account, long minPosition) {
        return read("/api/accounts/" + account + "/history", minPosition).path("entries").size();
    }

    private JsonNode read(String path, long minPosition) {
        try {
            HttpResponse<String> answer =
                    service.get(
                            path,
                            Map.of(
                                    "Min-Position",
                                    String.valueOf(minPosition),
                                    "Prefer",
                                    "wait=15"));
            assertEquals(200, answer.statusCode(), answer::body);
            return json(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long write(int status, String path, String body) {
        try {
            HttpResponse<String> answer = service.post(path, body);
            assertEquals(status, answer.statusCode(), answer::body);
            return answer.headers().firstValueAsLong("Event-Position").orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String money(long amount) {
        return "{\"amount\":%d,\"currency\":\"USD\",\"transactionId\":\"t\"}".formatted(amount);
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
