package dev.daybook.web.access;

import static dev.daybook.support.RawHttp.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who floods the queue is refused, and nobody else. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
@TestProfile(FairnessTest.ShortQueue.class)
class FairnessTest {

    /** So short that a few senders fill it. */
    public static final class ShortQueue implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("daybook.command-queue", "20", "daybook.command-batch", "5");
        }
    }

    private static final int FLOODING = 100;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void a_quiet_caller_is_served_while_another_one_floods() throws Exception {
        assertEquals(201, send("quiet", "/api/accounts", opening("quiet-1")).status());
        assertEquals(201, send("flood", "/api/accounts", opening("flood-1")).status());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                AutoCloseable _ = () -> over.set(true)) {
            for (int number = 0; number < FLOODING; number++) {
                threads.execute(this::flood);
            }
            Wait.until("the flood is refused", () -> refused.get() > 0);
            for (int number = 0; number < 50; number++) {
                Answer answer = send("quiet", "/api/accounts/quiet-1/deposits", deposit());
                assertEquals(200, answer.status(), answer::toString);
            }
        }
        assertTrue(refused.get() > 50, "Only " + refused + " of the flood were refused.");
    }

    private void flood() {
        while (!over.get()) {
            if (send("flood", "/api/accounts/flood-1/deposits", deposit()).status() == 503) {
                refused.incrementAndGet();
            }
        }
    }

    private static Answer send(String user, String path, String body) {
        return post(path, body).with("X-User-Id: " + user).send();
    }

    private static String opening(String id) {
        return "{\"accountId\":\"%s\",\"ownerId\":\"o\",\"currency\":\"USD\"}".formatted(id);
    }

    private static String deposit() {
        return "{\"amount\":1,\"currency\":\"USD\",\"transactionId\":\"t\"}";
    }
}
