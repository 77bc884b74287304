package dev.daybook.web.access;

import static dev.daybook.support.RawHttp.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.engine.access.KeySecret;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.store.EventStore;
import dev.daybook.support.ApiDocument;
import dev.daybook.support.ClosedDoor;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.TestKeys;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where credentials are demanded, no route answers whom it does not know, or who may not. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
@TestProfile(ClosedDoor.class)
class ClosedDoorTest {

    /**
     * @param scope that it needs; empty where any known caller may read it
     */
    private record Route(Request request, String scope) {}

    private static final List<String> OPEN = List.of("/health", "/q/health", "/q/health/live");

    @Inject Commands commands;
    @Inject EventStore store;

    private TestKeys keys;
    private List<Route> routes;
    private Set<String> scopes;

    @BeforeEach
    void readRoutes() {
        keys = new TestKeys(commands);
        routes = routes(keys.make("reader", "orders:read"));
        scopes = new TreeSet<>();
        routes.forEach(route -> scopes.add(route.scope()));
        scopes.remove("");
        assertTrue(routes.size() > 60, routes::toString);
    }

    @Test
    void every_route_names_its_scope() {
        assertEquals(
                Set.of(
                        "access:admin",
                        "accounts:control",
                        "accounts:read",
                        "accounts:write",
                        "billing:read",
                        "billing:write",
                        "leases:read",
                        "leases:write",
                        "log:read",
                        "ops:read",
                        "ops:write",
                        "orders:read",
                        "orders:write",
                        "transfers:read",
                        "transfers:write"),
                scopes);
    }

    @Test
    void who_is_not_known_is_told_nothing_and_changes_nothing() {
        String known = keys.make("known", scopes, Optional.empty()).id();
        Instant past = Instant.now().minusSeconds(1);
        List<String> credentials =
                List.of(
                        "X-Nothing: 1",
                        "Authorization: Basic b3BzOm9wcw==",
                        "Authorization: Bearer nonsense",
                        "Authorization: Bearer " + KeySecret.random().key("nobody"),
                        "Authorization: Bearer " + KeySecret.random().key(known),
                        keys.make("late", scopes, Optional.of(past)).header(),
                        keys.revoked("gone", scopes).header());
        long before = end();
        List<Request> sent = new ArrayList<>();
        for (Route route : routes) {
            credentials.forEach(credential -> sent.add(route.request().with(credential)));
        }
        List<Answer> answers = sendAll(sent);
        for (int number = 0; number < sent.size(); number++) {
            Request request = sent.get(number);
            Answer answer = answers.get(number);
            assertEquals(401, answer.status(), () -> request + " " + answer);
            assertEquals(Optional.of("Bearer"), answer.header("WWW-Authenticate"));
            assertTrue(answer.body().contains("\"code\":\"unauthenticated\""), answer::body);
            assertTrue(
                    answer.body().contains("The request bears no valid credentials."),
                    answer::body);
        }
        assertEquals(List.of(), TestLog.doneSince(store, before));
    }

    @Test
    void who_lacks_the_scope_is_told_which_and_changes_nothing() {
        Map<String, TestKeys.Made> without = new TreeMap<>();
        for (String scope : scopes) {
            Set<String> others = new TreeSet<>(scopes);
            others.remove(scope);
            if (!scope.startsWith("accounts:")) {
                others.add(scope + "@somebody"); // those of accounts: NarrowedScopeTest
            }
            without.put(scope, keys.make("lacking", others, Optional.empty()));
        }
        long before = end();
        for (Route route : routes) {
            if (!route.scope().isEmpty()) {
                Answer answer = route.request().with(without.get(route.scope()).header()).send();
                assertEquals(403, answer.status(), () -> route + " " + answer);
                assertTrue(
                        answer.body().contains("This needs the scope " + route.scope() + "."),
                        answer::body);
            }
        }
        assertEquals(List.of(), TestLog.doneSince(store, before));
    }

    @Test
    void who_has_the_scope_and_no_other_one_gets_to_the_endpoint() {
        for (Route route : routes) {
            if (route.request().path().endsWith("/feed")) {
                continue; // its answer has no end: FeedTest
            }
            TestKeys.Made key =
                    keys.make("owner", route.scope().isEmpty() ? "act-as" : route.scope());
            Answer answer = route.request().with(key.header()).send();
            assertTrue(
                    answer.status() != 401 && answer.status() != 403, () -> route + " " + answer);
        }
    }

    @Test
    void whether_it_is_well_is_told_to_everybody() {
        for (String path : OPEN) {
            assertEquals(200, get(path).send().status(), path);
        }
        for (String path : List.of("/health/", "/health/../api/orders", "/q/health/../metrics")) {
            int status = get(path).send().status();
            assertTrue(status == 401 || status == 404, path + " " + status);
        }
    }

    private static List<Route> routes(TestKeys.Made key) {
        Answer document = get("/q/openapi").with(key.header()).send();
        assertEquals(200, document.status(), document::body);
        List<Route> routes = new ArrayList<>();
        for (var path : ApiDocument.parse(document.body()).path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                String scope = scope(operation.getValue());
                if (!OPEN.contains(path.getKey())) {
                    routes.add(new Route(request(operation.getKey(), path.getKey()), scope));
                }
            }
        }
        routes.add(new Route(get("/q/metrics"), "ops:read"));
        routes.add(new Route(get("/q/metrics/"), "ops:read"));
        routes.add(new Route(get("/q/metrics?name[]=daybook_log_position"), "ops:read"));
        routes.add(new Route(get("/q/openapi"), ""));
        return routes;
    }

    private static String scope(JsonNode operation) {
        return operation.path("x-scope").asText();
    }

    private static Request request(String method, String path) {
        String filled = path.replaceAll("\\{[^}]*}", "a-1");
        return method.equals("post")
                ? RawHttp.post(filled, "{}")
                : RawHttp.request(method.toUpperCase(Locale.ROOT), filled);
    }

    /** At once: who fails again and again is answered later and later. */
    private static List<Answer> sendAll(List<Request> requests) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers =
                    threads.invokeAll(
                            requests.stream()
                                    .<Callable<Answer>>map(request -> request::send)
                                    .toList());
            List<Answer> all = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private long end() {
        return Wait.answerOf(store.head());
    }
}
