package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was written through one service is read through another one. */
class ReadYourWritesIT {

    private static final int WRITES = 30;

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void a_write_through_one_service_is_shown_by_another_one_at_once() throws IOException {
        try (Service first = Service.start(database.settings());
                Service second = Service.start(database.settings())) {
            List<Service> services = List.of(first, second);
            first.post(
                    "/api/accounts",
                    "{\"accountId\":\"acc-1\",\"ownerId\":\"o\",\"currency\":\"USD\"}");
            for (int number = 1; number <= WRITES; number++) {
                long position = deposit(services.get(number % 2));
                HttpResponse<String> read =
                        services.get((number + 1) % 2)
                                .get("/api/accounts/acc-1/balance?minPosition=" + position);
                assertEquals(200, read.statusCode(), read::body);
                assertTrue(read.body().contains("\"balance\":" + number + ","), read::body);
                assertTrue(position(read, "Projection-Position") >= position);
            }
        }
    }

    private static long deposit(Service service) throws IOException {
        return position(
                service.post(
                        "/api/accounts/acc-1/deposits",
                        "{\"amount\":1,\"currency\":\"USD\",\"transactionId\":\"t\"}"),
                "Event-Position");
    }

    private static long position(HttpResponse<String> answer, String header) {
        return answer.headers().firstValueAsLong(header).orElseThrow();
    }
}
