package dev.daybook.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.kernel.StreamId;
import dev.daybook.support.Background;
import dev.daybook.support.HeldWriter;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A service that ends answers what it took, and says to the rest when to come back. */
class DrainingIT {

    private static final String ACCOUNT =
            "{\"accountId\":\"%s\",\"ownerId\":\"o\",\"currency\":\"USD\"}";

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void what_comes_too_late_is_refused_with_a_problem_and_what_was_taken_is_answered()
            throws IOException {
        try (Service service = Service.start(database.settings());
                HeldWriter other = new HeldWriter(database)) {
            other.append(new StreamId("account", "held"), 0, "AccountCreated", "{}");
            CompletableFuture<HttpResponse<String>> taken =
                    Background.start(() -> open(service, "taken"));
            other.untilOthersWait(1);
            CompletableFuture<Integer> end = Background.start(service::terminate);

            Wait.until("the end has begun", () -> health(service) == 503);
            HttpResponse<String> late = open(service, "late");
            assertEquals(503, late.statusCode());
            assertEquals(
                    "application/problem+json", late.headers().firstValue("Content-Type").get());
            assertEquals("1", late.headers().firstValue("Retry-After").get());
            assertTrue(late.headers().firstValue("Request-Id").isPresent());
            assertTrue(late.body().contains("\"code\":\"shutting-down\""), late::body);

            assertEquals(200, service.get("/q/health/live").statusCode());
            assertEquals(200, service.get("/q/metrics").statusCode());

            other.giveUp();
            assertEquals(201, Wait.answerOf(taken).statusCode());
            Wait.answerOf(end);
        }
        assertEquals(0, database.number("select count(*) from events where stream_id = 'late'"));
    }

    /** It would not wait for the answer any more, and nobody should wait for it. */
    @Test
    void a_client_that_hung_up_does_not_hold_the_end_up() throws IOException {
        try (Service service = Service.start(database.settings())) {
            try (HeldWriter other = new HeldWriter(database);
                    Socket socket = new Socket("127.0.0.1", service.port())) {
                other.append(new StreamId("account", "held"), 0, "AccountCreated", "{}");
                String body = ACCOUNT.formatted("left");
                socket.getOutputStream()
                        .write(
                                ("POST /api/accounts HTTP/1.1\r\n"
                                                + "Host: localhost\r\n"
                                                + "Content-Type: application/json\r\n"
                                                + "Content-Length: "
                                                + body.length()
                                                + "\r\n\r\n"
                                                + body)
                                        .getBytes(UTF_8));
                other.untilOthersWait(1);
            }
            Wait.until(
                    "the command took effect",
                    () ->
                            database.number("select count(*) from events where stream_id = 'left'")
                                    == 1);
            service.terminate();
            assertTrue(!service.log().contains("unanswered"), service::log);
        }
    }

    /** What a stop finds under way ends before what it needs, or says nothing of it. */
    @Test
    void a_stop_in_the_midst_of_transfers_has_nothing_to_complain_of() throws IOException {
        try (Service service = Service.start(database.settings())) {
            Teller teller = new Teller(service);
            teller.open("from");
            teller.open("to");
            teller.deposit("from", 1_000_000);
            AtomicInteger taken = new AtomicInteger();
            List<CompletableFuture<Integer>> clients =
                    IntStream.range(0, 8)
                            .mapToObj(_ -> Background.start(() -> move(service, taken)))
                            .toList();
            Wait.until("transfers are under way", () -> taken.get() > 200);
            service.terminate();
            Wait.until(
                    "the clients are done",
                    () -> clients.stream().allMatch(CompletableFuture::isDone));
            List<String> complaints =
                    service.log()
                            .lines()
                            .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                            .toList();
            assertEquals(List.of(), complaints);
            assertFalse(service.log().contains("\tat "), service::log);
        }
    }

    /** Until the service takes no more, or answers no more, which it fails with. */
    private static int move(Service service, AtomicInteger taken) {
        int status = 201;
        try {
            while (status < 300) {
                status =
                        service.post(
                                        "/api/transfers",
                                        "{\"sourceAccountId\":\"from\",\"destinationAccountId\":\"to\",\"amount\":1,\"currency\":\"USD\"}")
                                .statusCode();
                taken.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return status;
    }

    private static int health(Service service) {
        try {
            return service.get("/health").statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> open(Service service, String id) {
        try {
            return service.post("/api/accounts", ACCOUNT.formatted(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
