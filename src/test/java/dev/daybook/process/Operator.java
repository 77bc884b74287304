package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.support.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Asks one service how its projections are, and has them mended. */
record Operator(Service service) {

    private static final String PROJECTIONS = "/api/admin/projections";

    /** One item of the list. */
    JsonNode projection(String name) {
        HttpResponse<String> answer = get(PROJECTIONS);
        assertEquals(200, answer.statusCode(), answer::body);
        return items(answer).stream()
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + answer.body()));
    }

    HttpResponse<String> rebuild(String name) {
        return post(PROJECTIONS + "/" + name + "/rebuild");
    }

    List<JsonNode> parked(String name) {
        HttpResponse<String> answer = get(PROJECTIONS + "/" + name + "/parked");
        assertEquals(200, answer.statusCode(), answer::body);
        return items(answer);
    }

    HttpResponse<String> retry(String name, String account) {
        return post(parkedStream(name, account) + "/retry");
    }

    HttpResponse<String> skip(String name, String account, String reason, String user) {
        try {
            return service.post(
                    parkedStream(name, account) + "/skip",
                    "{\"reason\":\"" + reason + "\"}",
                    Map.of("X-User-Id", user));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What readiness says of the projections. */
    JsonNode readiness() {
        HttpResponse<String> answer = get("/q/health/ready");
        return StreamSupport.stream(Teller.json(answer).path("checks").spliterator(), false)
                .filter(each -> each.path("name").asText().equals("projections"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no projections in " + answer.body()));
    }

    boolean isReady() {
        return readiness().path("status").asText().equals("UP");
    }

    private static String parkedStream(String name, String account) {
        return PROJECTIONS + "/" + name + "/parked/account/" + account;
    }

    private static List<JsonNode> items(HttpResponse<String> answer) {
        return StreamSupport.stream(Teller.json(answer).path("items").spliterator(), false)
                .toList();
    }

    private HttpResponse<String> get(String path) {
        try {
            return service.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> post(String path) {
        try {
            return service.post(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
