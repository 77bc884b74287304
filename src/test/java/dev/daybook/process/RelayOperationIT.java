package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.CommandRun;
import dev.daybook.support.CommandRun.Result;
import dev.daybook.support.KafkaBroker;
import dev.daybook.support.LongLog;
import dev.daybook.support.RelayedRecords;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay as consumers and operators see it. */
class RelayOperationIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROJECTIONS = "/api/admin/projections";

    @TempDir Path folder;

    private final TestDatabase database = TestDatabase.migrated();
    private KafkaBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = KafkaBroker.start(folder);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Map<String, String> settings(TestDatabase log, String... more) {
        Map<String, String> settings = new HashMap<>(log.settings());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.address());
        // so that it is soon said that nobody answers
        settings.put("KAFKA_DEFAULT_API_TIMEOUT_MS", "2000");
        settings.put("KAFKA_REQUEST_TIMEOUT_MS", "1000");
        for (int index = 0; index < more.length; index += 2) {
            settings.put(more[index], more[index + 1]);
        }
        return settings;
    }

    @Test
    void a_record_says_all_of_its_event_and_kafkas_own_consumer_shows_it() throws IOException {
        try (Service service = Service.start(settings(database))) {
            open(service, "acc-1");
            service.get(PROJECTIONS); // an event too, and nobody else's business
            awaitSent(database, 1);
            ConsumerRecord<String, String> record = RelayedRecords.all(broker).getFirst();
            assertEquals("daybook.account", record.topic());
            assertEquals("account/acc-1", record.key());
            assertEquals(
                    JSON.readTree("{\"ownerId\":\"o\",\"currency\":\"USD\"}"),
                    JSON.readTree(record.value()));
            Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", database.rows("select event_id from events").getFirst(),
                            "ce_source", "/daybook/account",
                            "ce_type", "daybook.account.AccountCreated",
                            "ce_subject", "acc-1",
                            "ce_sequence", "0000000000000000001",
                            "ce_streamversion", "1",
                            "ce_dataschema", "urn:daybook:schemas#account.AccountCreated.1",
                            "ce_userid", "clerk",
                            "content-type", "application/json")
                    .forEach(
                            (name, value) ->
                                    assertEquals(value, RelayedRecords.header(record, name), name));
            JsonNode schemas = JSON.readTree(service.get("/q/schemas").body());
            assertTrue(schemas.path("$defs").has("account.AccountCreated.1"), schemas::toString);
        }
        String shown =
                broker.run(
                        "org.apache.kafka.tools.consumer.ConsoleConsumer",
                        "--bootstrap-server",
                        broker.address(),
                        "--topic",
                        "daybook.account",
                        "--from-beginning",
                        "--isolation-level",
                        "read_committed",
                        "--max-messages",
                        "1");
        assertTrue(shown.contains("\"ownerId\""), shown);
    }

    @Test
    void what_is_old_is_kept_from_when_it_is_sent() throws IOException {
        LongLog.fill(database, 10, 100);
        long begun = System.currentTimeMillis();
        try (Service _ = Service.start(settings(database))) {
            awaitSent(database, 100);
        }
        List<ConsumerRecord<String, String>> records = RelayedRecords.all(broker);
        assertEquals(100, records.size());
        records.forEach(record -> assertTrue(record.timestamp() >= begun, record::toString));
    }

    @Test
    void a_structured_record_has_it_all_in_its_value() throws IOException {
        try (Service service =
                Service.start(settings(database, "DAYBOOK_KAFKA_MODE", "structured"))) {
            open(service, "acc-1");
            awaitSent(database, 1);
            ConsumerRecord<String, String> record = RelayedRecords.all(broker).getFirst();
            assertTrue(
                    RelayedRecords.header(record, "content-type")
                            .startsWith("application/cloudevents+json"));
            JsonNode event = JSON.readTree(record.value());
            assertEquals("1.0", event.path("specversion").asText());
            assertEquals(1, event.path("sequence").asLong());
            assertEquals("o", event.path("data").path("ownerId").asText());
        }
    }

    @Test
    void a_broker_that_is_away_delays_nobody_and_gets_all_when_it_is_back() throws IOException {
        broker.kill();
        try (Service service = Service.start(settings(database))) {
            for (int number = 0; number < 50; number++) {
                open(service, "acc-" + number);
            }
            Wait.until(
                    "it is said that Kafka is away",
                    () -> kafka(service).path("failure").asText().startsWith("Kafka"));
            assertTrue(kafka(service).path("lagEvents").asLong() > 0);
            assertEquals(
                    "FOLLOWING", projection(service, "account_summary").path("state").asText());
            broker.restart();
            awaitSent(database, 50);
            assertEquals(
                    LongStream.rangeClosed(1, 50).boxed().toList(),
                    RelayedRecords.all(broker).stream()
                            .map(RelayedRecords::position)
                            .sorted()
                            .toList());
        }
    }

    @Test
    void an_older_copy_of_the_log_is_refused_until_it_is_said_where_to_go_on() throws IOException {
        TestDatabase older;
        try (Service service = Service.start(settings(database))) {
            open(service, "acc-1");
            awaitSent(database, 1);
        }
        older = database.copy();
        try (Service service = Service.start(settings(database))) {
            open(service, "acc-2");
            awaitSent(database, 2);
        }
        Result status = CommandRun.run(settings(older), "relay");
        assertEquals(1, status.exitCode(), status::err);
        assertTrue(status.out().contains("another log"), status::out);
        try (Service service = Service.start(settings(older))) {
            open(service, "acc-3");
            Wait.until(
                    "it is refused",
                    () -> kafka(service).path("failure").asText().contains("an older copy"));
            assertEquals(2, RelayedRecords.all(broker).size());
            Result set = CommandRun.run(settings(older), "relay", "1");
            assertEquals(0, set.exitCode(), set::err);
            assertEquals("It is sent from position 2 on; Kafka had come to 2.\n", set.out());
            Wait.until("it is sent", () -> RelayedRecords.all(broker).size() == 3);
            assertEquals(
                    List.of("acc-1", "acc-2", "acc-3"),
                    RelayedRecords.all(broker).stream()
                            .map(each -> RelayedRecords.header(each, "ce_subject"))
                            .sorted()
                            .toList());
            assertEquals(0, CommandRun.run(settings(older), "relay").exitCode());
            assertEquals(1, CommandRun.run(settings(older), "relay", "1000000").exitCode());
        }
    }

    @Test
    void an_instance_that_only_relays_is_not_ready_without_a_broker_and_no_other_one_minds()
            throws IOException {
        try (Service all = Service.start(database.settings());
                Service relay = Service.launch(settings(database, "DAYBOOK_ROLE", "relay"))) {
            open(all, "acc-1");
            awaitSent(database, 1);
            broker.kill();
            open(all, "acc-2");
            Wait.until("the relay is not ready", () -> !isReady(relay));
            assertTrue(isReady(all));
            assertEquals(421, relay.get("/api/accounts/acc-1").statusCode());
            broker.restart();
            awaitSent(database, 2);
            Wait.until("the relay is ready", () -> isReady(relay));
        }
    }

    private static boolean isReady(Service service) {
        try {
            return service.get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void topics_that_are_not_to_be_created_have_to_be_there() throws IOException {
        try (Service service =
                Service.start(settings(database, "DAYBOOK_KAFKA_CREATE_TOPICS", "false"))) {
            Wait.until(
                    "it is said which are missing",
                    () -> kafka(service).path("failure").asText().contains("daybook.account"));
        }
    }

    private static void open(Service service, String account) throws IOException {
        String body = "{\"accountId\":\"%s\",\"ownerId\":\"o\",\"currency\":\"USD\"}";
        assertEquals(
                201,
                service.post("/api/accounts", body.formatted(account), Map.of("X-User-Id", "clerk"))
                        .statusCode());
    }

    private static JsonNode kafka(Service service) {
        return projection(service, "kafka");
    }

    private static JsonNode projection(Service service, String name) {
        try {
            for (JsonNode each : JSON.readTree(service.get(PROJECTIONS).body()).path("items")) {
                if (each.path("name").asText().equals(name)) {
                    return each;
                }
            }
            throw new AssertionError("There is no " + name + ".");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitSent(TestDatabase log, long position) {
        Wait.until(
                "it is sent",
                () ->
                        log.number(
                                        "select coalesce(max(position), 0) from subscriptions where name = 'kafka'")
                                >= position);
    }
}
