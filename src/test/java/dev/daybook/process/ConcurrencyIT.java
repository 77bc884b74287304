package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many clients draw on one account; together they get what is in it, and not a cent more. */
class ConcurrencyIT {

    private static final int CLIENTS = 64;
    private static final int FUNDS = 1000;

    private final TestDatabase database = TestDatabase.migrated();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<String> otherAnswers = ConcurrentHashMap.newKeySet();

    @Test
    void clients_of_one_service_withdraw_exactly_what_the_account_holds() throws Exception {
        try (Service service = Service.start(database.settings())) {
            open(service);
            withdrawAll(List.of(service));
            check(service);
        }
    }

    @Test
    void clients_of_two_services_withdraw_exactly_what_the_account_holds() throws Exception {
        try (Service first = Service.start(database.settings());
                Service second = Service.start(database.settings())) {
            open(first);
            withdrawAll(List.of(first, second));
            check(second);
        }
    }

    private static void open(Service service) throws IOException {
        String account =
                """
                {"accountId":"acc-1","ownerId":"user-1","currency":"USD"}\
                """;
        assertEquals(201, service.post("/api/accounts", account).statusCode());
        assertEquals(200, move(service, "deposits", FUNDS, "funds").statusCode());
    }

    private static HttpResponse<String> move(
            Service service, String direction, long amount, String transaction) throws IOException {
        return service.post(
                "/api/accounts/acc-1/" + direction,
                """
                {"amount":%d,"currency":"USD","transactionId":"%s"}\
                """
                        .formatted(amount, transaction));
    }

    private void withdrawAll(List<Service> services)
            throws InterruptedException, ExecutionException {
        List<Future<?>> clients = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                clients.add(
                        executor.submit(
                                () -> {
                                    withdrawUntilRefused(services, number);
                                    return number;
                                }));
            }
        }
        for (Future<?> client : clients) {
            client.get();
        }
    }

    /** A client takes another service for each withdrawal, as behind a load balancer. */
    private void withdrawUntilRefused(List<Service> services, int client) throws IOException {
        for (int number = 0; ; number++) {
            Service service = services.get((client + number) % services.size());
            HttpResponse<String> answer =
                    move(service, "withdrawals", 1, "%d-%d".formatted(client, number));
            if (answer.statusCode() == 200) {
                accepted.incrementAndGet();
            } else if (answer.statusCode() != 409 || !hasCode(answer, "concurrent-modification")) {
                otherAnswers.add(
                        hasCode(answer, "insufficient-funds")
                                ? answer.statusCode() + " insufficient-funds"
                                : answer.statusCode() + " " + answer.body());
                return;
            }
        }
    }

    private static boolean hasCode(HttpResponse<String> answer, String code) {
        return answer.body().contains("\"code\":\"" + code + "\"");
    }

    private void check(Service service) throws IOException {
        assertEquals(FUNDS, accepted.get());
        assertEquals(Set.of("422 insufficient-funds"), otherAnswers);
        assertEquals(
                FUNDS,
                database.number("select count(*) from events where event_type = 'MoneyWithdrawn'"));
        Audit.assertNoHoles(database);
        Audit.assertNothingTwice(database);
        Audit.assertProjectionsEqualTheLog(database);
        String balance = service.get("/api/accounts/acc-1/balance").body();
        assertTrue(balance.contains("\"balance\":0,"), balance);
    }
}
