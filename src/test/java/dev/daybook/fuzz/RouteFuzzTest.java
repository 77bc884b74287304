package dev.daybook.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.fuzz.Pupil.Lesson;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Seeds;
import dev.daybook.support.TestDatabase;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Random;
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
        Trial trial = new Trial("every", TestDatabase.on(port, database));
        lessons.forEach(lesson -> Mutant.everyValue(lesson).forEach(trial::send));
        trial.finish();
    }

    @Test
    void any_nonsense_anywhere() {
        for (long seed : Seeds.of("RouteFuzzTest", 1)) {
            Trial trial = new Trial("seed" + seed, TestDatabase.on(port, database));
            RandomGenerator random = new Random(seed);
            for (int number = 0; number < REQUESTS_A_ROUTE; number++) {
                lessons.forEach(lesson -> trial.send(Mutant.of(lesson, random)));
            }
            trial.finish();
        }
    }
}
