package dev.daybook.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.Background;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A key takes effect once, whatever becomes of the services and the lines to them. */
class KeysIT {

    private static final int ROUNDS = 150;
    private static final String DEPOSITS = "/api/accounts/acc-1/deposits";
    private static final String DEPOSIT =
            "{\"amount\":1,\"currency\":\"USD\",\"transactionId\":\"t\"}";

    private final TestDatabase database = TestDatabase.migrated();
    private final Random random = new Random(Seeds.fresh("KeysIT"));

    @Test
    void a_replay_is_answered_alike_behind_a_restart() throws IOException {
        Service service = Service.start(database.settings());
        try {
            open(service);
            HttpResponse<String> first = deposit(service, "k");
            HttpResponse<String> refused = withdraw(service, "r");
            assertEquals(200, deposit(service, "other").statusCode());
            service.kill();
            service = service.restart();

            assertReplay(first, deposit(service, "k"));
            HttpResponse<String> repeated = withdraw(service, "r");
            assertEquals(422, repeated.statusCode());
            assertEquals(withoutRequestId(refused), withoutRequestId(repeated));
            assertEquals(Optional.of("true"), replayed(repeated));
        } finally {
            service.close();
        }
        assertEquals(3, events());
    }

    @Test
    void two_at_once_through_two_services_have_one_effect_and_equal_answers() throws IOException {
        try (Service one = Service.start(database.settings());
                Service two = Service.start(database.settings())) {
            open(one);
            for (int round = 0; round < ROUNDS; round++) {
                String key = "round-" + round;
                long pause = random.nextLong(3_000_000);
                CompletableFuture<HttpResponse<String>> other =
                        Background.start(() -> depositLater(two, key, pause));
                LockSupport.parkNanos(random.nextLong(2_000_000));
                List<HttpResponse<String>> answers =
                        List.of(deposit(one, key), Wait.answerOf(other));
                HttpResponse<String> first =
                        answers.get(replayed(answers.getFirst()).isEmpty() ? 0 : 1);
                HttpResponse<String> second =
                        answers.get(replayed(answers.getFirst()).isEmpty() ? 1 : 0);
                assertEquals(Optional.empty(), replayed(first));
                assertReplay(first, second);
            }
        }
        assertEquals(1 + ROUNDS, events());
        Audit.assertNoHoles(database);
    }

    @Test
    void a_client_that_hung_up_gets_the_answer_by_asking_again() throws IOException {
        try (Service service = Service.start(database.settings())) {
            open(service);
            for (int round = 0; round < ROUNDS; round++) {
                String key = "lost-" + round;
                sendAndHangUp(service, key, random.nextLong(2_000_000));
                HttpResponse<String> answer = deposit(service, key);
                assertEquals(200, answer.statusCode(), answer::body);
                assertReplay(answer, deposit(service, key));
            }
            // nothing that was taken is left behind
            service.terminate();
            assertTrue(!service.log().contains("unanswered"), service::log);
        }
        assertEquals(1 + ROUNDS, events());
        assertEquals(
                ROUNDS,
                database.number("select count(distinct metadata->>'commandId') from events") - 1);
    }

    private static void assertReplay(HttpResponse<String> first, HttpResponse<String> repeated) {
        assertEquals(first.statusCode(), repeated.statusCode(), repeated::body);
        assertEquals(first.body(), repeated.body());
        for (String header : List.of("ETag", "Event-Position", "Location", "Content-Type")) {
            assertEquals(first.headers().firstValue(header), repeated.headers().firstValue(header));
        }
        assertEquals(Optional.of("true"), replayed(repeated));
    }

    private static Optional<String> replayed(HttpResponse<String> answer) {
        return answer.headers().firstValue("Idempotent-Replayed");
    }

    private static String withoutRequestId(HttpResponse<String> problem) {
        return problem.body().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    private static void sendAndHangUp(Service service, String key, long pauseNanos)
            throws IOException {
        String request =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: %s\r\n"
                                .formatted(DEPOSITS, key)
                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(DEPOSIT.length(), DEPOSIT);
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            // a reset, as of a client that crashed
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private static void open(Service service) throws IOException {
        String account = "{\"accountId\":\"acc-1\",\"ownerId\":\"o\",\"currency\":\"USD\"}";
        assertEquals(201, service.post("/api/accounts", account).statusCode());
    }

    private static HttpResponse<String> deposit(Service service, String key) throws IOException {
        return service.post(DEPOSITS, DEPOSIT, key);
    }

    private static HttpResponse<String> withdraw(Service service, String key) throws IOException {
        String body = DEPOSIT.replace("1", "1000");
        return service.post("/api/accounts/acc-1/withdrawals", body, key);
    }

    private static HttpResponse<String> depositLater(Service service, String key, long nanos) {
        LockSupport.parkNanos(nanos);
        try {
            return deposit(service, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long events() {
        return database.number("select count(*) from events");
    }
}
