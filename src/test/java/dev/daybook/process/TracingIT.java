package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.TraceReceiver;
import dev.daybook.support.TraceReceiver.Span;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One trace leads from the request over its command to the rows that show it. */
class TracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String ACCOUNT =
            "{\"accountId\":\"acc-1\",\"ownerId\":\"o\",\"currency\":\"USD\"}";
    private static final String CAUSE = "select metadata->>'causationId' from events";

    @Test
    void request_command_and_projections_are_one_trace_that_the_caller_began() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (TraceReceiver receiver = new TraceReceiver();
                Service service = Service.start(traced(database, receiver, Map.of()))) {
            open(service);
            List<Span> trace =
                    Wait.until(
                            () -> receiver.spans().stream().filter(TracingIT::isOurs).toList(),
                            spans -> spans.size() == 4);

            Span request = named(trace, "POST /api/accounts");
            Span command = named(trace, "append account");
            assertEquals(CALLER, request.parentId());
            assertEquals(request.spanId(), command.parentId());
            for (String table : List.of("account_summary", "account_statement")) {
                assertEquals(command.spanId(), named(trace, "project " + table).parentId());
            }
            String cause = "00-" + TRACE + "-" + command.spanId() + "-01";
            assertEquals(List.of(cause), database.rows(CAUSE));
        }
    }

    @Test
    void the_standard_sampler_is_obeyed() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        Map<String, String> never = Map.of("OTEL_TRACES_SAMPLER", "always_off");
        try (TraceReceiver receiver = new TraceReceiver();
                Service service = Service.start(traced(database, receiver, never))) {
            open(service);
            service.terminate();
            assertEquals(List.of(), receiver.spans());
            String cause = database.rows(CAUSE).getFirst();
            assertTrue(cause.startsWith("00-" + TRACE) && cause.endsWith("-00"), cause);
        }
    }

    @Test
    void without_the_setting_there_is_none_and_the_caller_is_the_cause() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (TraceReceiver receiver = new TraceReceiver()) {
            Map<String, String> settings = new HashMap<>(traced(database, receiver, Map.of()));
            settings.remove("OTEL_SDK_DISABLED");
            try (Service service = Service.start(settings)) {
                open(service);
                service.terminate();
                assertFalse(service.log().contains("opentelemetry."), service::log);
            }
            assertEquals(List.of(), receiver.spans());
            assertEquals(List.of("00-" + TRACE + "-" + CALLER + "-01"), database.rows(CAUSE));
        }
    }

    private static Map<String, String> traced(
            TestDatabase database, TraceReceiver receiver, Map<String, String> more) {
        Map<String, String> settings = receiver.settings(database);
        settings.putAll(more);
        return settings;
    }

    private static void open(Service service) throws IOException {
        String parent = "00-" + TRACE + "-" + CALLER + "-01";
        var answer = service.post("/api/accounts", ACCOUNT, Map.of("traceparent", parent));
        assertEquals(201, answer.statusCode(), answer::body);
        Wait.until("it is projected", () -> isProjected(service));
    }

    private static boolean isProjected(Service service) {
        try {
            return service.get("/api/accounts/acc-1").statusCode() == 200;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isOurs(Span span) {
        return span.traceId().equals(TRACE);
    }

    private static Span named(List<Span> trace, String name) {
        List<Span> found = trace.stream().filter(span -> span.name().equals(name)).toList();
        assertEquals(1, found.size(), () -> name + " in " + trace);
        return found.getFirst();
    }
}
