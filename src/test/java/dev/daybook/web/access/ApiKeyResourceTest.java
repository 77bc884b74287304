package dev.daybook.web.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.daybook.engine.pipeline.Commands;
import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.TestKeys;
import dev.daybook.support.TestKeys.Made;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys over HTTP. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class ApiKeyResourceTest {

    @Inject Commands commands;
    @Inject EventStore store;

    private Made admin;

    @BeforeEach
    void makeAdmin() {
        admin = new TestKeys(commands).make("ops", "access:admin", "accounts:read", "act-as");
    }

    @Test
    void a_key_is_shown_once_holds_at_once_and_no_more_once_revoked() {
        Response made = create(Map.of("owner", "shop", "scopes", List.of("accounts:read")));
        made.then().statusCode(201).body("secret", startsWith("dbk_")).header("ETag", "\"1\"");
        String id = made.path("keyId");
        String key = made.path("secret");
        made.then().header("Location", "/api/keys/" + id);
        assertEquals(404, read(key).statusCode());
        as(admin.key())
                .get("/api/keys/" + id + "?minPosition=" + made.path("position"))
                .then()
                .statusCode(200)
                .body("owner", equalTo("shop"), "scopes", contains("accounts:read"))
                .body("revokedAt", nullValue());
        assertFalse(as(admin.key()).get("/api/keys/" + id).asString().contains("ecret"));

        Response revoked = as(admin.key()).delete("/api/keys/" + id);
        revoked.then().statusCode(200).body("version", equalTo(2));
        Wait.until("the key is refused", () -> read(key).statusCode() == 401);
        assertEquals(404, read(admin.key()).statusCode());
        as(admin.key()).delete("/api/keys/" + id).then().statusCode(409);
        as(admin.key()).delete("/api/keys/nobody").then().statusCode(404);
    }

    @Test
    void the_old_secret_holds_beside_the_new_one_for_as_long_as_asked() {
        Response made = create(Map.of("owner", "shop", "scopes", List.of("accounts:read")));
        String id = made.path("keyId");
        String first = made.path("secret");
        String second = rotate(id, Map.of()).path("secret");
        assertEquals(404, read(first).statusCode());
        assertEquals(404, read(second).statusCode());
        String third = rotate(id, Map.of("overlapSeconds", 0)).path("secret");
        assertEquals(404, read(third).statusCode());
        Wait.until("the older ones are refused", () -> read(second).statusCode() == 401);
        assertEquals(401, read(first).statusCode());
    }

    @Test
    void a_request_sent_again_makes_no_second_key_and_shows_no_secret() {
        Map<String, Object> body = Map.of("owner", "shop", "scopes", List.of("accounts:read"));
        Response first =
                as(admin.key()).header("Idempotency-Key", "make-1").body(body).post("/api/keys");
        Response again =
                as(admin.key()).header("Idempotency-Key", "make-1").body(body).post("/api/keys");
        again.then()
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .body("keyId", equalTo(first.path("keyId")))
                .body("secret", nullValue());
    }

    @Test
    void nobody_grants_what_they_do_not_have() {
        for (String scope : List.of("accounts:write", "ops:read")) {
            create(Map.of("owner", "shop", "scopes", List.of(scope)))
                    .then()
                    .statusCode(403)
                    .body("detail", equalTo("This needs the scope " + scope + "."));
        }
        create(Map.of("owner", "u", "scopes", List.of("accounts:read@user-1")))
                .then()
                .statusCode(201);
    }

    @Test
    void what_does_not_fit_is_named() {
        create(Map.of("owner", "no owner", "scopes", List.of("accounts:raed"), "expiresAt", "soon"))
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("#/scopes", "#/owner", "#/expiresAt"))
                .body("errors.code", contains("unknown-scope", "invalid-id", "invalid-instant"));
        create(Map.of("owner", "o", "scopes", List.of())).then().statusCode(400);
        create(Map.of("owner", "o", "scopes", "accounts:read")).then().statusCode(400);
        create(Map.of("owner", "o")).then().statusCode(400);
    }

    @Test
    void when_a_key_was_used_last_is_told_to_the_minute() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        assertEquals(404, read(admin.key()).statusCode());
        Response key =
                Wait.until(
                        () -> as(admin.key()).get("/api/keys/" + admin.id()),
                        answer -> answer.path("lastUsedAt") != null);
        Instant used = Instant.parse(key.path("lastUsedAt"));
        assertFalse(used.isBefore(before) || used.isAfter(Instant.now()), used::toString);
        assertEquals(used.truncatedTo(ChronoUnit.MINUTES), used);
        as(admin.key())
                .get("/api/keys?limit=100")
                .then()
                .body(
                        "items.find { it.keyId == '%s' }.lastUsedAt".formatted(admin.id()),
                        notNullValue());
    }

    @Test
    void what_happened_to_keys_is_shown_only_to_those_who_look_after_them() {
        Made reader = new TestKeys(commands).make("reader", "log:read");
        Made both = new TestKeys(commands).make("both", "log:read", "access:admin");
        for (String path :
                List.of(
                        "/api/events?category=api-key",
                        "/api/streams/api-key/" + admin.id() + "/events",
                        "/api/events/feed?category=api-key")) {
            as(reader.key())
                    .get(path)
                    .then()
                    .statusCode(403)
                    .body("detail", containsString("access:admin"));
        }
        long head = Wait.answerOf(store.head());
        String after = "/api/events?limit=100&after=" + Math.max(0, head - 100);
        String shown = as(reader.key()).get(after).asString();
        assertFalse(shown.contains("api-key"), shown);
        as(both.key()).get(after).then().body("items.category", hasItem("api-key"));
        as(both.key())
                .get("/api/streams/api-key/" + reader.id() + "/events")
                .then()
                .body("items.eventType", contains("KeyCreated"));
    }

    @Test
    void an_expired_key_does_not_hold() {
        Response made =
                create(
                        Map.of(
                                "owner",
                                "late",
                                "scopes",
                                List.of("accounts:read"),
                                "expiresAt",
                                Instant.now().plusMillis(500).toString()));
        String key = made.path("secret");
        Wait.until("the key has expired", () -> read(key).statusCode() == 401);
    }

    @Test
    void keys_are_listed_by_owner() {
        String id =
                create(Map.of("owner", "lister", "scopes", List.of("accounts:read"))).path("keyId");
        Wait.until(
                () -> as(admin.key()).get("/api/keys?owner=lister"),
                list -> list.asString().contains(id));
        as(admin.key()).get("/api/keys?owner=lister").then().body("items.keyId", contains(id));
        as(admin.key()).get("/api/keys?limit=100").then().body("items.keyId", hasItem(admin.id()));
    }

    @Test
    void who_sent_a_request_is_who_the_key_belongs_to() {
        Made shop = new TestKeys(commands).make("shop", "accounts:write");
        Made backend = new TestKeys(commands).make("backend", "accounts:write", "act-as");
        Map<String, Object> opening =
                Map.of("accountId", "meta-1", "ownerId", "o", "currency", "USD");
        as(shop.key()).body(opening).post("/api/accounts").then().statusCode(201);

        Map<String, Object> deposit = Map.of("amount", 1, "currency", "USD", "transactionId", "t");
        as(shop.key())
                .header("X-User-Id", "user-7")
                .body(deposit)
                .post("/api/accounts/meta-1/deposits")
                .then()
                .statusCode(403);
        as(backend.key())
                .header("X-User-Id", "user-7")
                .body(deposit)
                .post("/api/accounts/meta-1/deposits")
                .then()
                .statusCode(200);
        given().get("/api/streams/account/meta-1/events")
                .then()
                .body("items.metadata.userId", contains("shop", "backend"))
                .body("items.metadata.actingFor", contains(nullValue(), equalTo("user-7")));
    }

    @Test
    void an_idempotency_key_belongs_to_the_owner_not_to_the_key() {
        TestKeys keys = new TestKeys(commands);
        Made one = keys.make("same-owner", "accounts:write");
        Made other = keys.make("same-owner", "accounts:write");
        Made stranger = keys.make("stranger", "accounts:write");
        Map<String, Object> opening =
                Map.of("accountId", "idem-1", "ownerId", "o", "currency", "USD");
        as(one.key()).body(opening).post("/api/accounts").then().statusCode(201);
        assertEquals(null, deposit(one).getHeader("Idempotent-Replayed"));
        assertEquals("true", deposit(other).getHeader("Idempotent-Replayed"));
        assertEquals(null, deposit(stranger).getHeader("Idempotent-Replayed"));
    }

    private static Response deposit(Made key) {
        Response answer =
                as(key.key())
                        .header("Idempotency-Key", "deposit-1")
                        .body(Map.of("amount", 1, "currency", "USD", "transactionId", "t"))
                        .post("/api/accounts/idem-1/deposits");
        answer.then().statusCode(200);
        return answer;
    }

    private Response create(Map<String, Object> body) {
        return as(admin.key()).body(body).post("/api/keys");
    }

    private Response rotate(String id, Map<String, Object> body) {
        Response answer = as(admin.key()).body(body).post("/api/keys/" + id + "/rotate");
        answer.then().statusCode(200);
        return answer;
    }

    private static Response read(String key) {
        return as(key).get("/api/accounts/nobody");
    }

    private static RequestSpecification as(String key) {
        return given().contentType("application/json").header("Authorization", "Bearer " + key);
    }
}
