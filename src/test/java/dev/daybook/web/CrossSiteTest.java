package dev.daybook.web;

import static dev.daybook.support.RawHttp.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.store.EventStore;
import dev.daybook.support.ApiDocument;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No page of another site changes anything, whichever route it takes and however it sends it. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class CrossSiteTest {

    private static final List<String> FOREIGN =
            List.of(
                    "Origin: https://evil.example",
                    "Origin: http://localhost:1",
                    "Origin: null",
                    "Sec-Fetch-Site: cross-site",
                    "Sec-Fetch-Site: same-site");

    private static final List<String> METHODS = List.of("POST", "PUT", "PATCH", "DELETE");

    @Inject EventStore store;

    @Test
    void no_route_changes_anything_for_a_page_of_another_site() {
        long before = end();
        int tried = 0;
        for (Request change : changes()) {
            for (String foreign : FOREIGN) {
                for (Request sent : List.of(change, withoutBody(change), asForm(change))) {
                    assertRefused(403, "cross-site", sent.with(foreign));
                    tried++;
                }
            }
        }
        assertTrue(tried > 300, "Only " + tried);
        assertEquals(List.of(), TestLog.doneSince(store, before));
    }

    @Test
    void no_route_answers_under_a_name_that_is_not_the_services() {
        long before = end();
        for (Request request : Stream.concat(changes().stream(), reads()).toList()) {
            assertRefused(421, "unknown-host", request.with("Host: evil.example"));
        }
        assertEquals(List.of(), TestLog.doneSince(store, before));
    }

    @Test
    void a_body_of_a_type_that_any_page_may_send_is_refused_by_every_route() {
        for (Request change : changes()) {
            for (String type :
                    List.of(
                            "text/plain",
                            "application/x-www-form-urlencoded",
                            "multipart/form-data")) {
                assertRefused(
                        415,
                        "unsupported-media-type",
                        withBody(change).replacing("Content-Type: " + type));
            }
            Request untyped = withBody(change);
            assertRefused(
                    415,
                    "unsupported-media-type",
                    new Request(
                            untyped.method(),
                            untyped.path(),
                            List.of("Content-Length: " + untyped.body().length),
                            untyped.body()));
        }
    }

    @Test
    void a_page_of_the_service_itself_and_a_program_are_served() {
        String open = "{\"ownerId\":\"o\",\"currency\":\"USD\"}";
        for (List<String> own :
                List.of(
                        List.of("Origin: http://localhost", "Sec-Fetch-Site: same-origin"),
                        List.of("Sec-Fetch-Site: none"),
                        List.<String>of())) {
            Request request = RawHttp.post("/api/accounts", open);
            for (String header : own) {
                request = request.with(header);
            }
            assertEquals(201, request.send().status());
        }
    }

    @Test
    void what_is_read_is_kept_by_no_cache_and_taken_for_nothing_else() {
        reads().filter(read -> !read.path().endsWith("/feed"))
                .forEach(
                        read -> {
                            Answer answer = read.send();
                            assertTrue(
                                    // the probes' own is stricter
                                    List.of("private, no-cache", "no-store")
                                            .contains(answer.header("Cache-Control").orElse("")),
                                    answer::toString);
                            assertEquals(
                                    "nosniff",
                                    answer.header("X-Content-Type-Options").orElse(""),
                                    answer::toString);
                        });
        Answer unlike = RawHttp.request("POST", "/api/nowhere").send();
        assertEquals("nosniff", unlike.header("X-Content-Type-Options").orElse(""));
        assertEquals("", unlike.header("Cache-Control").orElse(""));
    }

    /** Each route by each method that may change something, also those that it does not know. */
    private static List<Request> changes() {
        List<Request> changes = new ArrayList<>();
        document()
                .path("paths")
                .fieldNames()
                .forEachRemaining(
                        path ->
                                METHODS.forEach(
                                        method ->
                                                changes.add(
                                                        RawHttp.post(filled(path), "{}")
                                                                .as(method))));
        assertTrue(changes.size() > 100, changes::toString);
        return changes;
    }

    private static Stream<Request> reads() {
        Stream.Builder<Request> reads = Stream.builder();
        for (var path : document().path("paths").properties()) {
            if (path.getValue().has("get")) {
                reads.add(get(filled(path.getKey())));
            }
        }
        Stream.of("/q/health", "/q/health/live", "/q/health/ready", "/q/metrics", "/q/openapi")
                .forEach(path -> reads.add(get(path)));
        return reads.build();
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]*}", "a-1");
    }

    private static JsonNode document() {
        return ApiDocument.parse(get("/q/openapi").send().body());
    }

    private static Request withBody(Request request) {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        return RawHttp.post(request.path(), body).as(request.method());
    }

    private static Request withoutBody(Request request) {
        return RawHttp.request(request.method(), request.path());
    }

    private static Request asForm(Request request) {
        return withBody(request).replacing("Content-Type: application/x-www-form-urlencoded");
    }

    private static void assertRefused(int status, String code, Request request) {
        Answer answer = request.send();
        assertEquals(status, answer.status(), () -> request + " " + answer);
        assertTrue(answer.body().contains("\"code\":\"" + code + "\""), answer::body);
    }

    private long end() {
        return Wait.answerOf(store.head());
    }
}
