package dev.daybook.web.access;

import static dev.daybook.support.RawHttp.get;
import static dev.daybook.support.RawHttp.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.pipeline.Commands;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.TestKeys;
import dev.daybook.support.TestKeys.Made;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may see what belongs to them alone meets nothing of others. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class NarrowedScopeTest {

    @Inject Commands commands;

    private Made mine;

    @BeforeEach
    void openAccounts() {
        TestKeys keys = new TestKeys(commands);
        mine =
                keys.make(
                        "app",
                        "accounts:read@ada",
                        "accounts:write@ada",
                        "accounts:control@ada",
                        "orders:read@ada");
        for (String owner : List.of("ada", "bela")) {
            post("/api/accounts", opening(owner + "-1", owner)).send();
            Wait.until(
                    "the account is there",
                    () -> get("/api/accounts/" + owner + "-1").send().status() == 200);
        }
    }

    @Test
    void ones_own_are_served() {
        assertEquals(201, mine(post("/api/accounts", opening("ada-2", "ada"))).status());
        assertEquals(200, mine(post("/api/accounts/ada-1/deposits", deposit())).status());
        assertEquals(200, mine(get("/api/accounts/ada-1")).status());
        assertEquals(200, mine(get("/api/accounts/ada-1/balance")).status());
        assertEquals(200, mine(get("/api/accounts/ada-1/history")).status());
        assertEquals(200, mine(get("/api/accounts/ada-1?version=1")).status());
        assertTrue(mine(get("/api/accounts?ownerId=ada")).body().contains("\"ada-1\""));
    }

    @Test
    void those_of_others_are_answered_as_what_is_not_there() {
        for (String path :
                List.of("", "/balance", "/history", "?version=1", "?asOf=2099-01-01T00:00:00Z")) {
            assertAlike(get("/api/accounts/nobody" + path), get("/api/accounts/bela-1" + path));
        }
        for (String action : List.of("freeze", "unfreeze", "close")) {
            assertAlike(
                    post("/api/accounts/nobody/" + action, "{\"reason\":\"x\"}"),
                    post("/api/accounts/bela-1/" + action, "{\"reason\":\"x\"}"));
        }
        for (String movement : List.of("deposits", "withdrawals")) {
            assertAlike(
                    post("/api/accounts/nobody/" + movement, deposit()),
                    post("/api/accounts/bela-1/" + movement, deposit()));
        }
        Answer list = mine(get("/api/accounts?ownerId=bela"));
        assertEquals(200, list.status());
        assertFalse(list.body().contains("bela-1"), list::body);
        assertEquals(1, version("bela-1"));
    }

    @Test
    void nothing_is_made_that_belongs_to_others() {
        Answer refused = mine(post("/api/accounts", opening("bela-2", "bela")));
        assertEquals(403, refused.status(), refused::body);
        assertTrue(refused.body().contains("only for ada"), refused::body);
        assertEquals(404, get("/api/streams/account/bela-2/events").send().status());
    }

    @Test
    void a_resource_that_knows_no_owner_is_not_served() {
        assertEquals(403, mine(get("/api/orders?customerId=ada")).status());
    }

    private Answer mine(Request request) {
        return request.with(mine.header()).send();
    }

    /** But for what names the request itself. */
    private void assertAlike(Request absent, Request others) {
        Answer expected = mine(absent);
        Answer answer = mine(others);
        assertEquals(404, answer.status(), answer::body);
        assertEquals(comparable(expected.body()), comparable(answer.body()));
    }

    private static String comparable(String body) {
        return body.replaceAll("\"(instance|requestId)\":\"[^\"]*\"", "")
                .replace("bela-1", "nobody");
    }

    private static int version(String account) {
        String etag = get("/api/accounts/" + account).send().header("ETag").orElseThrow();
        return Integer.parseInt(etag.replaceAll("\\D", ""));
    }

    private static String opening(String id, String owner) {
        return "{\"accountId\":\"%s\",\"ownerId\":\"%s\",\"currency\":\"USD\"}"
                .formatted(id, owner);
    }

    private static String deposit() {
        return "{\"amount\":5,\"currency\":\"USD\",\"transactionId\":\"t\"}";
    }
}
