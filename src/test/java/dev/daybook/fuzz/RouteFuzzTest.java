package dev.daybook.fuzz;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.pipeline.Commands;
import dev.daybook.fuzz.Pupil.Lesson;
import dev.daybook.support.Background;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.Seeds;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.TestKeys;
import dev.daybook.web.access.EndpointScopes;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nonsense on any route of the service, also of modules yet to come, is a problem of its sender:
 * answered with a problem document in time, and nothing of it stored. How many requests a route
 * gets for each seed, the system property {@code fuzz.requests} says.
 */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class RouteFuzzTest {

    private static final int REQUESTS_A_ROUTE = Integer.getInteger("fuzz.requests", 250);

    @ConfigProperty(name = "POSTGRES_PORT")
    int port;

    @ConfigProperty(name = "POSTGRES_DB")
    String database;

    @Inject Commands commands;

    private List<Lesson> lessons;

    @BeforeEach
    void learn_what_the_routes_take() {
        List<Route> routes = Route.all(ResteasyReactiveRecorder.getCurrentDeployment());
        Pupil pupil = new Pupil();
        // twice: what the answers of one route name may be a field of another one
        routes.forEach(pupil::learn);
        lessons = routes.stream().map(pupil::learn).toList();
    }

    @Test
    void every_route_is_known() {
        List<String> known = lessons.stream().map(each -> each.sample().route() + "").toList();
        Stream.of("POST /api/accounts", "GET /api/accounts/{id}/history", "GET /q/health")
                .forEach(route -> assertTrue(known.contains(route), known::toString));
    }

    @Test
    void every_value_in_every_place() {
        List<Request> requests =
                lessons.stream().flatMap(lesson -> Mutant.everyValue(lesson).stream()).toList();
        int half = requests.size() / 2;
        sendSideBySide(
                Map.of(
                        "every-first",
                        trial -> requests.subList(0, half).forEach(trial::send),
                        "every-second",
                        trial -> requests.subList(half, requests.size()).forEach(trial::send)));
    }

    @Test
    void any_nonsense_anywhere() {
        sendSideBySide(
                Seeds.of("RouteFuzzTest", 1).stream()
                        .collect(toMap(seed -> "seed" + seed, this::nonsense)));
    }

    private Consumer<Trial> nonsense(long seed) {
        return trial -> {
            RandomGenerator random = new Random(seed);
            for (int number = 0; number < REQUESTS_A_ROUTE; number++) {
                lessons.forEach(lesson -> trial.send(Mutant.of(lesson, random)));
            }
        };
    }

    /** What one of them was told was done is no surprise to another one. */
    private void sendSideBySide(Map<String, Consumer<Trial>> senders) {
        TestKeys.Made key =
                new TestKeys(commands).make("fuzz", EndpointScopes.all(), Optional.empty());
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Trial>> sent = new ArrayList<>();
        senders.forEach(
                (name, sender) -> {
                    Trial trial =
                            new Trial(
                                    name, TestDatabase.on(port, database), key.header(), accepted);
                    sent.add(
                            Background.start(
                                    () -> {
                                        sender.accept(trial);
                                        return trial;
                                    }));
                });
        List<Trial> trials = sent.stream().map(CompletableFuture::join).toList();
        trials.forEach(Trial::finish);
    }
}
