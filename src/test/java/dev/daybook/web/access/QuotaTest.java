package dev.daybook.web.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.engine.pipeline.Commands;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.TestKeys;
import dev.daybook.support.TestKeys.Made;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who sends more than they may is told so, before anything is looked at. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
@TestProfile(QuotaTest.Limited.class)
class QuotaTest {

    /** So few that a test uses them up. */
    public static final class Limited implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("daybook.rate-limit", "2");
        }
    }

    @Inject Commands commands;

    @Test
    void what_is_beyond_is_refused_has_no_effect_and_may_be_sent_again() {
        TestKeys keys = new TestKeys(commands);
        Made busy = keys.make("busy", "accounts:write");
        Made other = keys.make("other", "accounts:read");
        Response refused =
                Wait.until(() -> open(busy, "acc"), answer -> answer.statusCode() == 429);
        refused.then()
                .contentType("application/problem+json")
                .body("code", equalTo("quota-exceeded"))
                .header("Retry-After", notNullValue())
                .header("RateLimit-Policy", equalTo("\"default\";q=2;w=1"))
                .header("RateLimit", equalTo("\"default\";r=0;t=1"));
        assertEquals(404, read(other).statusCode());
        given().get("/health").then().statusCode(200);
        Wait.until(() -> open(busy, "again"), answer -> answer.statusCode() == 429);
        Response served =
                Wait.until(() -> open(busy, "again"), answer -> answer.statusCode() == 201);
        served.then().header("RateLimit", notNullValue());
    }

    private static Response open(Made key, String name) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer " + key.key())
                .header("Idempotency-Key", name)
                .body(Map.of("accountId", "quota-" + name, "ownerId", "o", "currency", "USD"))
                .post("/api/accounts");
    }

    private static Response read(Made key) {
        return given().header("Authorization", "Bearer " + key.key()).get("/api/accounts/nobody");
    }
}
