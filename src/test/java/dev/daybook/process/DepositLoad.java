package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that deposit 1 again and again, under a transactionId that is never sent twice, and
 * remember what was acknowledged.
 */
final class DepositLoad implements AutoCloseable {

    private static final int ACCOUNTS = 8;
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final Service service;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    private DepositLoad(Service service) {
        this.service = service;
    }

    /** Opens the accounts and starts the clients; they go on when the service is restarted. */
    static DepositLoad start(Service service, int clients) throws IOException {
        for (int account = 0; account < ACCOUNTS; account++) {
            HttpResponse<String> answer =
                    service.post(
                            "/api/accounts",
                            """
                            {"accountId":"acc-%d","ownerId":"user-1","currency":"USD"}"""
                                    .formatted(account));
            assertEquals(201, answer.statusCode(), answer.body());
        }
        return goOn(service, clients);
    }

    /** Starts clients where an earlier load has opened the accounts. */
    static DepositLoad goOn(Service service, int clients) {
        DepositLoad load = new DepositLoad(service);
        for (int client = 0; client < clients; client++) {
            int number = CLIENTS.getAndIncrement();
            load.clients.add(Thread.ofVirtual().start(() -> load.run(number)));
        }
        return load;
    }

    /** Waits until so many more deposits have been acknowledged. */
    void awaitAcknowledged(int more) {
        int wanted = acknowledged.size() + more;
        Wait.until(wanted + " deposits are acknowledged", () -> acknowledged.size() >= wanted);
    }

    /** Waits until so many more deposits have been answered with 503. */
    void awaitUnavailable(int more) {
        int wanted = unavailable.get() + more;
        Wait.until(wanted + " deposits are refused", () -> unavailable.get() >= wanted);
    }

    /** Lets every client finish what it sent, and ends the load. */
    void finish() {
        stopped = true;
        Wait.until("the clients end", () -> clients.stream().noneMatch(Thread::isAlive));
    }

    @Override
    public void close() {
        finish();
    }

    /** What was answered was an acknowledgement, or a 503 that says when to come again. */
    void assertAnswersWereRight() {
        assertEquals(List.of(), List.copyOf(wrong));
    }

    /** Nothing was refused, and no answer was missing. */
    void assertEachWasAcknowledged() {
        assertEquals(0, unavailable.get() + lost.get(), this::toString);
    }

    /** The deposits that have been acknowledged by now. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    void assertEveryAcknowledgedDepositIsIn(TestDatabase database) {
        assertAreIn(acknowledged, database);
    }

    static void assertAreIn(Set<String> acknowledged, TestDatabase database) {
        Set<String> missing = new HashSet<>(acknowledged);
        missing.removeAll(
                database.rows(
                        "select payload->>'transactionId' from events where event_type = 'MoneyDeposited'"));
        assertEquals(Set.of(), missing, "acknowledged, but not in the log");
    }

    /** What got no answer, or a refusal, had no effect. */
    void assertNothingElseIsIn(TestDatabase database) {
        Set<String> more =
                new HashSet<>(
                        database.rows(
                                "select payload->>'transactionId' from events where event_type = 'MoneyDeposited'"));
        more.removeAll(acknowledged);
        assertEquals(Set.of(), more, "in the log, but not acknowledged");
    }

    @Override
    public String toString() {
        return "%d acknowledged, %d refused with 503, %d without an answer"
                .formatted(acknowledged.size(), unavailable.get(), lost.get());
    }

    private void run(int client) {
        for (int number = 0; !stopped; number++) {
            String transaction = client + "-" + number;
            try {
                judge(transaction, deposit((client + number) % ACCOUNTS, transaction));
            } catch (HttpTimeoutException e) {
                wrong.add(transaction + " hangs");
            } catch (IOException e) {
                lost.incrementAndGet();
                Wait.until("the service is back", () -> stopped || service.answers());
            }
        }
    }

    private HttpResponse<String> deposit(int account, String transaction) throws IOException {
        return service.post(
                "/api/accounts/acc-" + account + "/deposits",
                """
                {"amount":1,"currency":"USD","transactionId":"%s"}"""
                        .formatted(transaction));
    }

    private void judge(String transaction, HttpResponse<String> answer) {
        if (answer.statusCode() == 200) {
            acknowledged.add(transaction);
        } else if (saysWhenToComeAgain(answer)) {
            unavailable.incrementAndGet();
        } else {
            wrong.add(transaction + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    static boolean saysWhenToComeAgain(HttpResponse<String> answer) {
        return answer.statusCode() == 503
                && answer.headers().firstValue("Retry-After").isPresent()
                && answer.headers()
                        .firstValue("Content-Type")
                        .filter(type -> type.startsWith("application/problem+json"))
                        .isPresent();
    }
}
