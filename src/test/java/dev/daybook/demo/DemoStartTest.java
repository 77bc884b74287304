package dev.daybook.demo;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.engine.pipeline.Commands;
import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service that is started with DAYBOOK_DEMO=true has something to show. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
@TestProfile(DemoStartTest.WithDemo.class)
class DemoStartTest {

    /** The setting. */
    public static final class WithDemo implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("daybook.demo", "true");
        }
    }

    @Inject Commands commands;
    @Inject EventStore store;

    private long filled;

    @Test
    void its_data_are_read_and_a_second_start_adds_nothing() {
        filled = Wait.answerOf(store.head());
        get("/api/accounts?ownerId=ada").then().body("items", hasSize(4));
        get("/api/accounts?ownerId=bela").then().body("items.status", hasItems("ACTIVE", "FROZEN"));
        get("/api/accounts?ownerId=chen").then().body("items.status", hasItems("ACTIVE", "CLOSED"));
        for (String status : new String[] {"DRAFT", "PLACED", "CONFIRMED", "CANCELLED"}) {
            get("/api/orders?customerId=ada&status=" + status)
                    .then()
                    .body("items[0].status", equalTo(status));
        }
        get("/api/orders?limit=100").then().body("items", hasSize(36));
        get("/api/streams/order/ada-order-5/events")
                .then()
                .body("items.eventType", hasItems("ItemRemoved"))
                .body("items[0].metadata.userId", equalTo("ada"));
        get("/api/tenants/ada/dashboard")
                .then()
                .body("activeLeases.leaseId", contains("lease-ada"))
                .body("pendingMaintenance.requestId", contains("heating"));
        get("/api/leases/lease-chen").then().body("status", equalTo("DECLINED"));
        get("/api/property-managers/mona/analytics").then().body("units", equalTo(4));
        Wait.until("all invoices are issued", () -> invoices("ada-billing") == 2);
        Wait.until("all transfers have ended", () -> underWay() == 0);
        Response report = get("/api/admin/integrity");
        report.then().body("sound", equalTo(true), "transfers.completed", equalTo(40));
        report.then().body("transfers.failed", equalTo(8));

        long head = Wait.answerOf(store.head());
        new Demo(commands, store).fill(Duration.ZERO);
        assertEquals(head, Wait.answerOf(store.head()));
    }

    private int invoices(String account) {
        return get("/api/billing/invoices?accountId=" + account).path("items.size()");
    }

    private int underWay() {
        return get("/api/admin/integrity").path("transfers.underWay");
    }

    /** With all that the start has written. */
    private Response get(String path) {
        Response answer = given().header("Min-Position", filled).get(path);
        answer.then().statusCode(200);
        return answer;
    }
}
