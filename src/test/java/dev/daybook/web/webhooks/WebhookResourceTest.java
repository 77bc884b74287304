package dev.daybook.web.webhooks;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.daybook.support.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks over HTTP; what is sent to them is looked at with receivers, in WebhooksIT. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class WebhookResourceTest {

    private static final String HOOKS = "/api/webhooks";

    /** Nothing happens in it here. */
    private static final List<String> QUIET = List.of("property.PropertyRegistered");

    @Inject Pool pool;

    private static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }

    private static Response create(Map<String, ?> body) {
        return json().body(body).post(HOOKS);
    }

    private static Response create() {
        return create(Map.of("url", "https://example.com/hooks", "types", QUIET));
    }

    private static Response post(String path) {
        return json().post(HOOKS + path);
    }

    private static Response get(String id, Response after) {
        return given().get(HOOKS + "/" + id + "?minPosition=" + after.path("position"));
    }

    @Test
    void a_secret_is_shown_once_and_nowhere_else() {
        Response made = create();
        made.then().statusCode(201).body("secret", startsWith("whsec_")).header("ETag", "\"1\"");
        String id = made.path("webhookId");
        made.then().header("Location", HOOKS + "/" + id);
        Response shown = get(id, made);
        shown.then()
                .statusCode(200)
                .body("url", equalTo("https://example.com/hooks"))
                .body("types", equalTo(QUIET))
                .body("status", equalTo("ACTIVE"));
        assertFalse(shown.asString().contains("whsec_"));
        assertFalse(given().get("/api/streams/webhook/" + id).asString().contains("whsec_"));
        given().get(HOOKS + "?limit=100").then().body("items.webhookId", hasItems(id));
    }

    @Test
    void a_request_sent_again_makes_no_second_webhook_and_shows_no_secret() {
        Map<String, Object> body = Map.of("url", "https://example.com/", "types", QUIET);
        String key = UUID.randomUUID().toString();
        Response first = json().header("Idempotency-Key", key).body(body).post(HOOKS);
        long secrets = secrets();
        json().header("Idempotency-Key", key)
                .body(body)
                .post(HOOKS)
                .then()
                .statusCode(201)
                .body("webhookId", equalTo(first.path("webhookId")))
                .body("secret", nullValue());
        assertEquals(secrets, secrets());
    }

    @Test
    void what_is_refused_leaves_no_secret_behind() {
        create();
        long secrets = secrets();
        create(Map.of("url", "nothing")).then().statusCode(400);
        json().body("{}").post(HOOKS + "/nobody/rotate").then().statusCode(404);
        assertEquals(secrets, secrets());
    }

    private long secrets() {
        return pool.query("select count(*) from webhook_secrets")
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "ftp://example.com/",
                "https://user:word@example.com/",
                "https://example.com/#part",
                "https://example.com:22/",
                "https://example.com./",
                "https://exa mple.com/",
                "https://127.0.0.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://10.0.0.1/",
                "https://192.168.1.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fd00::1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "//example.com/",
                ""
            })
    void an_address_that_must_not_be_asked_is_refused(String url) {
        create(Map.of("url", url))
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("#/url"), "errors.code", contains("invalid-url"));
    }

    @Test
    void what_is_never_sent_cannot_be_wanted() {
        create(
                        Map.of(
                                "url",
                                "https://example.com/",
                                "categories",
                                List.of("api-key"),
                                "types",
                                List.of("MoneyDeposited"),
                                "from",
                                0))
                .then()
                .statusCode(400)
                .body(
                        "errors.code",
                        contains("unknown-value", "unknown-value", "invalid-position"));
    }

    @Test
    void one_is_paused_resumed_replayed_and_removed_and_what_does_not_fit_is_refused() {
        String id = create().path("webhookId");
        post("/" + id + "/resume").then().statusCode(409).body("code", equalTo("webhook-active"));
        Response paused = post("/" + id + "/pause");
        paused.then().statusCode(200);
        get(id, paused).then().body("status", equalTo("PAUSED"));
        post("/" + id + "/pause").then().statusCode(409).body("code", equalTo("webhook-stopped"));
        Response resumed = post("/" + id + "/resume");
        get(id, resumed).then().body("status", equalTo("ACTIVE"));
        json().body(Map.of("from", 1)).post(HOOKS + "/" + id + "/replay").then().statusCode(200);
        Response removed = given().delete(HOOKS + "/" + id);
        removed.then().statusCode(200);
        get(id, removed).then().body("status", equalTo("REMOVED"));
        for (String what : List.of("/pause", "/resume", "/test")) {
            post("/" + id + what).then().statusCode(409).body("code", equalTo("webhook-removed"));
        }
        given().get(HOOKS + "/" + id + "/attempts").then().statusCode(200);
    }

    @Test
    void of_one_that_is_not_there_nothing_is_known() {
        given().get(HOOKS + "/nobody").then().statusCode(404);
        given().get(HOOKS + "/nobody/attempts").then().statusCode(404);
        for (String what : List.of("/pause", "/resume", "/test")) {
            post("/nobody" + what).then().statusCode(404).body("code", equalTo("no-such-webhook"));
        }
    }

    @Test
    void a_test_of_an_address_that_is_not_allowed_says_so() {
        Response made = create(Map.of("url", "https://localhost/", "types", QUIET));
        post("/" + made.path("webhookId") + "/test?minPosition=" + made.path("position"))
                .then()
                .statusCode(200)
                .body("delivered", equalTo(false), "failure", equalTo("REFUSED_ADDRESS"));
    }
}
