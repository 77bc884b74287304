package dev.daybook.accounts;

import static dev.daybook.support.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nonsense on the account routes never ends in a fault of the service. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class AccountFuzzTest {

    private static final int REQUESTS = 300;

    private static final List<String> ROUTES =
            List.of("", "/%s", "/%s/balance", "/%s/history", "/%s/deposits", "/%s/withdrawals")
                    .stream()
                    .map("/api/accounts"::concat)
                    .toList();

    private static final List<String> IDS =
            List.of("fuzz-1", "fuzz-2", "nobody", ".", "-", "a%00", "%2F", "%C3%A9", "%ff", "~");

    private static final List<String> VALUES =
            List.of(
                    "\"fuzz-1\"",
                    "\"USD\"",
                    "\"KWD\"",
                    "\"\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"' or 1=1; --\"",
                    "1",
                    "0",
                    "-1",
                    "0.1",
                    "1e400",
                    "9223372036854775807",
                    "9223372036854775808",
                    "null",
                    "true",
                    "[]",
                    "{}",
                    "[[[{\"a\":1}]]]");

    private static final List<String> FIELDS =
            List.of("accountId", "ownerId", "currency", "amount", "transactionId", "reason", "");

    private static final List<String> PARAMETERS =
            List.of(
                    "ownerId=fuzz-1",
                    "limit=1",
                    "limit=x",
                    "offset=9",
                    "cursor=ZnV6eg",
                    "cursor=%00",
                    "from=2026-01-01T00:00:00Z",
                    "to=-999999999-01-01T00:00:00Z",
                    "type=MoneyDeposited",
                    "type=%27",
                    "=",
                    "%00=%00");

    private static final List<String> HEADERS =
            List.of(
                    "If-Match: \"1\"",
                    "If-Match: \"999999999999999999\"",
                    "If-Match: ,,,",
                    "If-None-Match: \"1\", W/\"2\", *",
                    "X-Correlation-Id: \u00e9\u4e2d",
                    "X-User-Id: '",
                    "traceparent: 00-0-0-00",
                    "Accept: */*;q=0",
                    "Accept: application/json",
                    "Accept-Language: \u0080",
                    "Range: bytes=0-1");

    @Inject EventStore store;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_260_131})
    void nonsense_is_a_problem_of_its_sender_and_what_is_stored_was_answered_as_stored(long seed) {
        RandomGenerator random = new Random(seed);
        long before = Wait.answerOf(store.head());
        long stored = 0;
        for (int i = 0; i < REQUESTS; i++) {
            Request request = anyRequest(random);
            Answer answer = request.send();
            String what = "seed " + seed + ", request " + i + ": " + request + " -> " + answer;
            assertTrue(answer.status() < 500, what);
            if (answer.status() >= 400) {
                assertProblem(answer, request.path());
            }
            if (answer.header("Event-Position").isPresent()) {
                stored++;
            }
        }
        assertEquals(before + stored, Wait.answerOf(store.head()), "seed " + seed);
    }

    private static Request anyRequest(RandomGenerator random) {
        String path = pick(random, ROUTES).formatted(pick(random, IDS));
        while (random.nextInt(3) == 0) {
            path += (path.contains("?") ? "&" : "?") + pick(random, PARAMETERS);
        }
        Request request =
                random.nextBoolean() ? RawHttp.get(path) : RawHttp.post(path, anyBody(random));
        while (random.nextInt(3) == 0) {
            request = request.with(pick(random, HEADERS));
        }
        return request;
    }

    private static byte[] anyBody(RandomGenerator random) {
        String body =
                switch (random.nextInt(4)) {
                    case 0 -> "{\"ownerId\":\"fuzz-1\",\"currency\":\"USD\"}";
                    case 1 -> "{\"amount\":5,\"currency\":\"USD\",\"transactionId\":\"t\"}";
                    default -> anyObject(random);
                };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        while (random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static String anyObject(RandomGenerator random) {
        StringBuilder object = new StringBuilder("{");
        for (int fields = random.nextInt(5); fields > 0; fields--) {
            object.append("\"%s\":%s,".formatted(pick(random, FIELDS), pick(random, VALUES)));
        }
        return object.append("\"accountId\":\"fuzz-")
                .append(random.nextInt(3))
                .append("\"}")
                .toString();
    }

    private static <T> T pick(RandomGenerator random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
