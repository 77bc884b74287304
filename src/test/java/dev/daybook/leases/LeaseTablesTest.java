package dev.daybook.leases;

import static dev.daybook.leases.Agency.TODAY;
import static dev.daybook.leases.Agency.lease;
import static dev.daybook.leases.Agency.pay;
import static dev.daybook.leases.Agency.property;
import static dev.daybook.leases.Agency.read;
import static dev.daybook.leases.Agency.tell;
import static dev.daybook.leases.Lease.LEASE;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.daybook.engine.Engine;
import dev.daybook.engine.projection.ProjectionAudit.Comparison;
import dev.daybook.store.AppendResult.Appended;
import dev.daybook.store.EventStore;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.support.FeedClient;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.Seeds;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The read tables are the fold of the log, whatever happened and whoever wrote it. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class LeaseTablesTest {

    private static final List<String> TABLES =
            List.of("property_summary", "lease_summary", "lease_entry", "maintenance_request");

    @Inject EventStore store;
    @Inject Engine engine;

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String p = "p-" + run;
    private final String l = "l-" + run;

    @Test
    void after_any_history_every_table_is_a_fold_of_the_log() {
        RandomGenerator random = new Random(Seeds.fresh("LeaseTablesTest"));
        property(p, "a", "b");
        List<String> leases = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            leases.add("l" + number + "-" + run);
            lease(
                    leases.getLast(),
                    p,
                    TODAY.minusDays(random.nextInt(300)),
                    TODAY.plusDays(random.nextInt(1, 300)),
                    random.nextBoolean() ? "a" : "b");
        }
        for (int number = 0; number < 150; number++) {
            anything(leases.get(random.nextInt(leases.size())), random);
        }
        assertFolded();
    }

    /** What older services stored is shown as it was stored, and counts for what it means today. */
    @Test
    void payments_of_an_older_service_are_read_by_all() {
        property(p);
        lease(l, p, TODAY.minusDays(40), TODAY.plusDays(400)).then().statusCode(201);
        long before = Wait.answerOf(store.head());
        oldPayment();
        Response last = pay(l, 150);
        last.then().statusCode(200).body("version", equalTo(6));

        read("/api/leases/" + l, last)
                .then()
                .body("paid", equalTo(210), "monthsCompleted", equalTo(2));
        read("/api/leases/" + l + "/entries?type=PAYMENT", last)
                .then()
                .body("items.paymentMethod", contains("card", "bank transfer"))
                .body("items.paymentReference", everyItem(nullValue()));
        read("/api/tenants/tenant-of-" + p + "/dashboard", last)
                .then()
                .body("recentPayments.paymentMethod", hasItems("card", "bank transfer"));
        given().get("/api/leases/" + l + "?version=3").then().body("paid", equalTo(60));

        for (String path :
                List.of(
                        "/api/streams/lease/" + l + "/events?after=2",
                        "/api/events?type=PaymentReceived&after=" + before)) {
            given().get(path)
                    .then()
                    .body("items[0].schemaVersion", equalTo(1))
                    .body("items[0].payload.paymentMethod", equalTo("bank transfer"))
                    .body("items[1].schemaVersion", equalTo(2))
                    .body("items[1].payload.method.type", equalTo("card"));
        }
        long stored =
                given().get("/api/events?limit=1&type=PaymentReceived&after=" + before)
                        .jsonPath()
                        .getLong("items[0].position");
        given().get("/api/events/" + stored).then().body("schemaVersion", equalTo(1));
        given().get("/api/events/" + stored + "?upcast=true")
                .then()
                .body("schemaVersion", equalTo(2))
                .body("payload.method.type", equalTo("bank transfer"));
        try (FeedClient feed =
                FeedClient.resume(RestAssured.port, "?type=PaymentReceived", before)) {
            var old = feed.next().data();
            assertEquals(1, old.path("schemaVersion").asInt());
            assertEquals("bank transfer", old.path("payload").path("paymentMethod").asText());
            assertEquals(2, feed.next().data().path("schemaVersion").asInt());
        }
        assertFolded();
        rebuild("lease_entry");
        rebuild("lease_summary");
        read("/api/leases/" + l, last).then().body("paid", equalTo(210));
        assertFolded();
    }

    private void oldPayment() {
        NewEvent payment =
                new NewEvent(
                        UUID.randomUUID(),
                        "PaymentReceived",
                        1,
                        """
                        {"money":{"amount":60,"currency":"USD"},"paymentDate":"%s","paymentMethod":"bank transfer"}\
                        """
                                .formatted(TODAY.minusDays(1)),
                        "{\"commandId\":\"old\",\"correlationId\":\"old\"}");
        StreamAppend append = new StreamAppend(LEASE.stream(l), 2, 0, List.of(payment), List.of());
        assertInstanceOf(Appended.class, Wait.answerOf(store.append(List.of(append))).getFirst());
    }

    private static void rebuild(String name) {
        String path = "/api/admin/projections/" + name + "/rebuild";
        assertEquals(202, RawHttp.request("POST", path).send().status());
        Wait.until(
                () -> given().get("/api/admin/projections"),
                found -> found.path("items.find { it.name == '" + name + "' }.rebuild") == null);
    }

    private void assertFolded() {
        long head = Wait.answerOf(store.head());
        for (String table : TABLES) {
            Comparison comparison =
                    Wait.until(
                            () -> engine.projectionAudit().compare(table),
                            compared -> compared.position() >= head);
            assertEquals(
                    List.of(),
                    comparison.differences(),
                    table + " " + comparison.obstacle().orElse(""));
        }
    }

    private static void anything(String lease, RandomGenerator random) {
        String request = "r" + random.nextInt(4);
        switch (random.nextInt(6)) {
            case 0 ->
                    tell(
                            lease,
                            "maintenance-requests",
                            Map.of("requestId", request, "description", "d"));
            case 1 ->
                    tell(
                            lease,
                            "maintenance-requests/" + request + "/complete",
                            random.nextBoolean() ? Map.of() : Map.of("satisfaction", 3));
            case 2 -> tell(lease, "notices", Map.of("text", "n ü 世"));
            case 3 -> {
                if (random.nextInt(4) == 0) {
                    tell(lease, "terminate", Map.of());
                }
            }
            default -> pay(lease, random.nextInt(1, 400));
        }
    }
}
