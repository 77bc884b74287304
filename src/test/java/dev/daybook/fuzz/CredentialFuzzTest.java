package dev.daybook.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.access.KeySecret;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.store.EventStore;
import dev.daybook.support.Background;
import dev.daybook.support.ClosedDoor;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.Seeds;
import dev.daybook.support.TestKeys;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import dev.daybook.web.access.EndpointScopes;
import dev.daybook.web.access.Routes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nonsense in place of credentials, also what is nearly good, lets nobody in by any route. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
@TestProfile(ClosedDoor.class)
class CredentialFuzzTest {

    private static final int REQUESTS = 400;
    private static final int DELETE = 0x7f;
    private static final List<Integer> REFUSALS = List.of(400, 401, 431);

    @Inject Commands commands;
    @Inject EventStore store;

    @Test
    void nothing_but_the_key_itself_opens() {
        TestKeys.Made good =
                new TestKeys(commands).make("fuzz", EndpointScopes.all(), Optional.empty());
        List<Routes.Route> routes =
                Routes.all().stream()
                        .filter(each -> EndpointScopes.needed(each).isPresent())
                        .toList();
        for (long seed : Seeds.of("CredentialFuzzTest", 1)) {
            RandomGenerator random = new Random(seed);
            long before = Wait.answerOf(store.head());
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int number = 0; number < REQUESTS; number++) {
                Routes.Route route = routes.get(random.nextInt(routes.size()));
                Request request =
                        new Request(
                                route.method(),
                                route.path().replaceAll("\\{[^}]*}", "a-1"),
                                List.of("Authorization: " + nonsense(good, random)),
                                new byte[0]);
                // at once: who fails again and again is answered later and later
                sent.add(Background.start(() -> refused(request)));
            }
            sent.forEach(CompletableFuture::join);
            assertEquals(List.of(), TestLog.doneSince(store, before));
        }
    }

    private static Void refused(Request request) {
        Answer answer = request.send();
        assertTrue(REFUSALS.contains(answer.status()), () -> request + " -> " + answer);
        assertTrue(answer.header("Request-Id").isPresent(), () -> request + " -> " + answer);
        return null;
    }

    private static String nonsense(TestKeys.Made good, RandomGenerator random) {
        String key = good.key();
        int place = 1 + random.nextInt(key.length() - 1);
        return switch (random.nextInt(12)) {
            case 0 -> "Bearer " + key.substring(0, place);
            case 1 ->
                    "Bearer "
                            + key.substring(0, place)
                            + other(key.charAt(place))
                            + key.substring(place + 1);
            case 2 -> "Bearer " + key + key.charAt(place);
            case 3 -> "Bearer " + key.substring(0, place) + " " + key.substring(place);
            case 4 -> "Bearer " + KeySecret.random().key(good.id());
            case 5 -> "Bearer " + KeySecret.random().key("nobody");
            case 6 -> "Bearer " + noise(random, 1 + random.nextInt(200));
            case 7 -> "Bearer " + "x".repeat(random.nextInt(30_000));
            case 8 -> "Bearer " + token("none", random) + ".";
            case 9 -> "Bearer " + token("HS256", random) + "." + encoded(noise(random, 32));
            case 10 -> "Basic " + encoded("fuzz:" + key);
            default ->
                    List.of("", "Bearer", "Bearer ", "Bearer\t" + key, key, "Bearer: " + key)
                            .get(random.nextInt(6));
        };
    }

    private static char other(char character) {
        return character == 'x' ? 'y' : 'x';
    }

    private static String token(String algorithm, RandomGenerator random) {
        return encoded("{\"alg\":\"%s\",\"kid\":\"%d\"}".formatted(algorithm, random.nextInt()))
                + "."
                + encoded("{\"sub\":\"fuzz\",\"scope\":\"accounts:read\",\"exp\":4102444800}");
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** Anything that may stand in a header's line. */
    private static String noise(RandomGenerator random, int length) {
        StringBuilder noise = new StringBuilder();
        for (int number = 0; number < length; number++) {
            int character = 0x21 + random.nextInt(0xff - 0x21);
            noise.append(character == DELETE ? '~' : (char) character);
        }
        return noise.toString();
    }
}
