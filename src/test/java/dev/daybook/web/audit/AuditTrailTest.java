package dev.daybook.web.audit;

import static dev.daybook.support.RawHttp.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.pipeline.Commands;
import dev.daybook.support.ApiDocument;
import dev.daybook.support.ClosedDoor;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.TestKeys;
import dev.daybook.support.Wait;
import dev.daybook.web.access.EndpointScopes;
import dev.daybook.web.access.Routes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every use of the routes by which the service is run is in the log, whoever tried it. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
@TestProfile(ClosedDoor.class)
class AuditTrailTest {

    private static final String PROJECTIONS = "/api/admin/projections";
    private static final String REBUILD = PROJECTIONS + "/account_summary/rebuild";
    private static final int STRANGERS = 100;

    @ConfigProperty(name = "POSTGRES_PORT")
    int port;

    @ConfigProperty(name = "POSTGRES_DB")
    String name;

    @Inject Commands commands;

    private TestDatabase database;
    private TestKeys keys;
    private TestKeys.Made operator;

    @BeforeEach
    void connect() {
        database = TestDatabase.on(port, name);
        keys = new TestKeys(commands);
        operator = keys.make("olga", "ops:read", "ops:write", "access:admin", "log:read");
    }

    @Test
    void each_route_to_run_the_service_is_covered_and_no_other_one() {
        for (Routes.Route route : Routes.all()) {
            Optional<String> scope = EndpointScopes.needed(route);
            boolean runs =
                    scope.filter(each -> each.startsWith("ops:") || each.startsWith("access:"))
                            .isPresent();
            assertEquals(runs, AuditTrail.covers(route.path()), route::toString);
        }
        assertTrue(
                Routes.all().stream()
                        .filter(route -> AuditTrail.covers(route.path()))
                        .filter(route -> !route.method().equals("GET"))
                        .map(route -> EndpointScopes.needed(route).orElse(""))
                        .allMatch(AuditTrail.TO_CHANGE::contains));
        assertFalse(AuditTrail.covers("/api/keysmith"));
    }

    @Test
    void a_read_is_told_with_who_asked_for_what_and_how_it_ended() {
        Answer read = send(get(PROJECTIONS), operator);
        assertEquals(200, read.status());
        assertTold(read, "RequestAnswered|olga|GET|" + PROJECTIONS + "|200|127.0.0.1");
    }

    @Test
    void a_change_is_told_before_it_is_made_and_with_its_outcome() {
        String body = "{\"owner\":\"new\",\"scopes\":[\"ops:read\"]}";
        Answer made = send(RawHttp.post("/api/keys", body), operator);
        assertEquals(201, made.status(), made::body);
        assertTold(
                made,
                "RequestReceived|olga|POST|/api/keys|null|127.0.0.1",
                "RequestAnswered|olga|POST|/api/keys|201|127.0.0.1");
        String key = ApiDocument.parse(made.body()).path("keyId").asText();
        assertTrue(position("audit", requestId(made)) < position("api-key", key), () -> made + "");
    }

    @Test
    void what_is_refused_is_told_too() {
        awaitNextSecond();
        assertTold(get(PROJECTIONS).send(), answered("null", "GET", PROJECTIONS, 401));
        Request nonsense = get(PROJECTIONS).with("Authorization: Bearer nonsense");
        assertTold(nonsense.send(), answered("null", "GET", PROJECTIONS, 401));

        TestKeys.Made clerk = keys.make("claus", "orders:read");
        assertTold(send(get("/api/keys"), clerk), answered("claus", "GET", "/api/keys", 403));
        assertTold(
                send(RawHttp.request("POST", REBUILD), clerk),
                answered("claus", "POST", REBUILD, 403));

        Request foreign = RawHttp.request("POST", REBUILD).with("Origin: https://evil.example");
        assertTold(send(foreign, operator), answered("null", "POST", REBUILD, 403));
        assertTold(
                send(get("/api/admin/nothing"), operator),
                answered("olga", "GET", "/api/admin/nothing", 404));
        assertTold(
                send(get("/api/%61dmin/./projections"), operator),
                answered("null", "GET", PROJECTIONS, 404));
    }

    @Test
    void strangers_do_not_fill_the_log_and_are_counted() {
        // what others left out before this is told with the first one
        long before = counted(0, "1");
        Wait.until("one is told", () -> afterOneMore(() -> counted(0, "1")) > before);
        long start = database.number("select max(position) from events");
        for (int sent = 0; sent < STRANGERS; sent++) {
            assertEquals(401, get(PROJECTIONS).send().status());
        }
        assertTrue(counted(start, "1") < STRANGERS);
        Wait.until(
                "all are counted",
                () ->
                        afterOneMore(() -> counted(start, "1 + (payload->>'unrecorded')::int"))
                                >= STRANGERS);
    }

    @Test
    void nor_does_who_may_do_nothing_by_these_routes() {
        TestKeys.Made clerk = keys.make("carl", "orders:read");
        for (int sent = 0; sent < STRANGERS; sent++) {
            assertEquals(403, send(RawHttp.request("POST", REBUILD), clerk).status());
        }
        long told =
                database.number(
                        "select count(*) from events where category = 'audit' and metadata->>'userId' = 'carl'");
        assertTrue(told < STRANGERS, () -> told + " of " + STRANGERS);
    }

    private long afterOneMore(LongSupplier number) {
        assertEquals(401, get(PROJECTIONS).send().status());
        return number.getAsLong();
    }

    @Test
    void who_did_what_is_shown_to_those_who_give_access() {
        Answer read = send(get(PROJECTIONS), operator);
        Wait.until("it is told", () -> !told(read).isEmpty());
        String stream = "/api/streams/audit/" + requestId(read) + "/events";
        assertEquals(
                "olga",
                ApiDocument.parse(send(get(stream), operator).body())
                        .at("/items/0/metadata/userId")
                        .asText());
        String after = "&after=" + (position("audit", requestId(read)) - 1);
        String log = "/api/events?category=audit&type=RequestAnswered" + after;
        assertTrue(send(get(log), operator).body().contains(requestId(read)));

        TestKeys.Made reader = keys.make("rita", "log:read");
        assertEquals(403, send(get(stream), reader).status());
        assertEquals(403, send(get(log), reader).status());
        assertFalse(
                send(get("/api/events?limit=1000" + after), reader)
                        .body()
                        .contains(requestId(read)));
    }

    @Test
    void to_ask_how_things_are_is_not_what_one_sees() {
        Wait.until("all is handled", this::nothingIsBehind);
        for (int number = 0; number < STRANGERS; number++) {
            assertTrue(nothingIsBehind());
        }
    }

    private boolean nothingIsBehind() {
        for (var each : ApiDocument.parse(send(get(PROJECTIONS), operator).body()).path("items")) {
            if (each.path("lagEvents").asLong() != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void nothing_is_changed_that_cannot_be_told_while_reads_go_on() {
        send(get(PROJECTIONS), operator); // the key is known from now on
        try (var _ = database.hold("lock table events in exclusive mode")) {
            Answer refused = send(RawHttp.request("POST", REBUILD), operator);
            assertEquals(503, refused.status(), refused::body);
            assertEquals(200, send(get(PROJECTIONS), operator).status());
        }
        assertEquals(0, database.number("select count(*) from subscriptions where not live"));
    }

    /** What others were refused counts in this one. */
    private static void awaitNextSecond() {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        Wait.until(
                "the next second begins",
                () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()) > now);
    }

    private Answer send(Request request, TestKeys.Made key) {
        return request.with(key.header()).send();
    }

    private void assertTold(Answer answer, String... expected) {
        Wait.until("all is told", () -> told(answer).size() >= expected.length);
        assertEquals(List.of(expected), told(answer));
    }

    private List<String> told(Answer answer) {
        return new ArrayList<>(
                database.rows(
                        """
                        select event_type, metadata->>'userId', payload->>'method', payload->>'path',
                               payload->>'status', payload->>'address'
                        from events where category = 'audit' and stream_id = '%s' order by version
                        """
                                .formatted(requestId(answer))));
    }

    private static String answered(String who, String method, String path, int status) {
        return "RequestAnswered|%s|%s|%s|%d|127.0.0.1".formatted(who, method, path, status);
    }

    private static String requestId(Answer answer) {
        return answer.header("Request-Id").orElseThrow();
    }

    private long position(String category, String id) {
        return database.number(
                "select min(position) from events where category = '%s' and stream_id = '%s'"
                        .formatted(category, id));
    }

    /** Of what strangers were answered. */
    private long counted(long start, String each) {
        return database.number(
                """
                select coalesce(sum(%s), 0) from events
                where position > %d and event_type = 'RequestAnswered' and payload->>'status' = '401'
                """
                        .formatted(each, start));
    }
}
