package dev.daybook.process;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.Cluster;
import dev.daybook.support.Deposits;
import dev.daybook.support.HookReceiver;
import dev.daybook.support.HookReceiver.Taken;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What arrives at receivers that verify with Standard Webhooks' own package. */
class WebhooksIT {

    private static final int DISTURBANCES = Integer.getInteger("webhooks.disturbances", 4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NEW_HOOK = "{\"webhookId\":\"%s\",\"url\":\"%s\"%s}";

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "DAYBOOK_WEBHOOK_ALLOW",
                    "127.0.0.0/8",
                    "DAYBOOK_WEBHOOK_HTTP",
                    "true",
                    "DAYBOOK_WEBHOOK_RETRY",
                    "1ms",
                    "DAYBOOK_WEBHOOK_TIMEOUT",
                    "2s");

    private final TestDatabase database = TestDatabase.migrated();
    private HookReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HookReceiver.start();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private Service service() {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.putAll(SETTINGS);
        return Service.start(settings);
    }

    static List<Long> seeds() {
        return Seeds.of("WebhooksIT", 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_stream_arrives_in_order_whatever_is_killed(long seed) throws IOException {
        Random random = new Random(seed);
        int[] counts = new int[4];
        try (Cluster cluster = Cluster.start(database, 2, SETTINGS)) {
            for (String name : List.of("fast", "flaky", "hanging")) {
                add(cluster.service(0), name, "");
            }
            receiver.answers("hanging", "hang");
            Deposits deposits = new Deposits(cluster);
            try {
                for (int number = 0; number < DISTURBANCES; number++) {
                    deposits.await(20 + random.nextInt(200));
                    int kind = random.nextInt(4);
                    counts[kind]++;
                    disturb(cluster, kind, random.nextInt(2));
                }
            } finally {
                deposits.end();
            }
            assertAllArrived("fast");
            assertAllArrived("flaky");
            receiver.answers("hanging", "200");
            // what waits for its next attempt is tried at once
            cluster.service(0).post("/api/webhooks/hanging/pause");
            cluster.service(0).post("/api/webhooks/hanging/resume");
            assertAllArrived("hanging");
            System.out.printf(
                    "WebhooksIT: %d messages, %d of them for another time; killed: owners %d, others %d; refusals %d; stood still: %d%n",
                    receiver.taken("fast").size(),
                    receiver.taken("fast").size() - published().size(),
                    counts[0],
                    counts[1],
                    counts[2],
                    counts[3]);
        }
    }

    private void disturb(Cluster cluster, int kind, int number) {
        switch (kind) {
            case 0 -> cluster.disturb(cluster.ownerOf("webhooks"), Service::kill);
            case 1 -> cluster.disturb(number, Service::kill);
            case 2 -> {
                int before = receiver.tries("flaky");
                receiver.answers("flaky", "500");
                Wait.until("some are refused", () -> receiver.tries("flaky") > before + 5);
                receiver.answers("flaky", "200");
            }
            default -> standStill(cluster, cluster.ownerOf("webhooks"));
        }
    }

    /** Until another instance has taken over and sent more. */
    private void standStill(Cluster cluster, int owner) {
        cluster.service(owner).pause();
        Wait.until("another one takes over", () -> cluster.ownerOf("webhooks") != owner);
        int before = receiver.tries("fast");
        Wait.until("it sends", () -> receiver.tries("fast") > before);
        cluster.service(owner).resume();
    }

    private void assertAllArrived(String name) {
        Set<String> published = published();
        Wait.until(
                name + " has all",
                () ->
                        published.equals(
                                receiver.taken(name).stream().map(Taken::id).collect(toSet())));
        List<Taken> taken = firstOfEach(receiver.taken(name));
        taken.stream()
                .collect(groupingBy(Taken::streamId))
                .forEach(
                        (stream, all) ->
                                assertEquals(
                                        LongStream.rangeClosed(1, all.size()).boxed().toList(),
                                        all.stream().map(Taken::version).toList(),
                                        name + " " + stream));
        assertEquals(0, receiver.wrong(name));
    }

    private static List<Taken> firstOfEach(List<Taken> all) {
        Set<String> seen = new HashSet<>();
        return all.stream().filter(each -> seen.add(each.id())).toList();
    }

    private Set<String> published() {
        return new HashSet<>(
                database.rows(
                        "select event_id from events where category not in ('audit', 'api-key', 'webhook')"));
    }

    @Test
    void a_message_that_fails_holds_back_its_stream_and_no_other() throws IOException {
        try (Service service = service()) {
            add(service, "a", "");
            receiver.answers("a", "500");
            open(service, "acc-1");
            Wait.until("it failed", () -> receiver.tries("a") > 1);
            assertEquals(1, deliveries(service, "a").path("heldStreams").asInt());
            assertTrue(deliveries(service, "a").hasNonNull("failingSince"));
            receiver.answers("a", "200");
            deposit(service, "acc-1");
            open(service, "acc-2");
            await("a", 3);
            List<Taken> taken = firstOfEach(receiver.taken("a"));
            assertEquals(
                    List.of(1L, 2L),
                    taken.stream()
                            .filter(each -> each.streamId().equals("acc-1"))
                            .map(Taken::version)
                            .toList());
            JsonNode first = attempts(service, "a");
            assertEquals(500, first.get(first.size() - 1).path("status").asInt());
            assertEquals("answer 500", first.get(first.size() - 1).path("answer").asText());
            Wait.until("nothing waits", () -> held(service, "a") == 0);
        }
    }

    @Test
    void one_that_hangs_delays_no_other() throws IOException {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.putAll(SETTINGS);
        settings.put("DAYBOOK_WEBHOOK_TIMEOUT", "5m");
        try (Service service = Service.start(settings)) {
            receiver.answers("hanging", "hang");
            add(service, "hanging", "");
            add(service, "fast", "");
            for (int number = 0; number < 40; number++) {
                open(service, "acc-" + number);
            }
            await("fast", 40);
            assertEquals(8, receiver.tries("hanging"));
        }
    }

    @Test
    void one_that_is_gone_is_disabled_and_gets_all_once_it_is_resumed() throws IOException {
        try (Service service = service()) {
            add(service, "a", "");
            receiver.answers("a", "410");
            open(service, "acc-1");
            Wait.until("it is disabled", () -> status(service, "a").equals("DISABLED"));
            assertEquals("GONE", webhook(service, "a").path("reason").asText());
            deposit(service, "acc-1");
            receiver.answers("a", "200");
            assertEquals(200, service.post("/api/webhooks/a/resume").statusCode());
            await("a", 2);
        }
    }

    @Test
    void a_rotated_secret_signs_beside_the_one_before() throws IOException {
        try (Service service = service()) {
            String first = add(service, "a", "");
            String second =
                    JSON.readTree(service.post("/api/webhooks/a/rotate", "{}").body())
                            .path("secret")
                            .asText();
            receiver.expects("a", first, second);
            open(service, "acc-1");
            await("a", 1);
            assertEquals(2, receiver.taken("a").getFirst().signatures());
            service.post("/api/webhooks/a/rotate", "{\"overlapSeconds\":0}");
            String log = service.get("/api/events?limit=100").body() + service.log();
            for (String secret : List.of(first, second)) {
                assertFalse(log.contains(secret), "a secret is told");
            }
        }
    }

    @Test
    void a_replay_sends_all_from_a_position_on_and_a_pause_keeps_the_place() throws IOException {
        try (Service service = service()) {
            open(service, "acc-1");
            deposit(service, "acc-1");
            add(service, "a", ",\"from\":2");
            await("a", 1);
            assertEquals(2, receiver.taken("a").getFirst().version());
            assertEquals(200, service.post("/api/webhooks/a/replay", "{\"from\":1}").statusCode());
            await("a", 3);
            assertEquals(200, service.post("/api/webhooks/a/pause").statusCode());
            Wait.until("it is paused", () -> status(service, "a").equals("PAUSED"));
            deposit(service, "acc-1");
            assertEquals(200, service.post("/api/webhooks/a/resume").statusCode());
            Wait.until("it goes on", () -> first("a").equals(List.of(2L, 1L, 2L, 3L)));
        }
    }

    /** The versions as they came; one that was stored too late comes once more, as is promised. */
    private List<Long> first(String name) {
        List<Long> versions = new ArrayList<>();
        for (Taken taken : receiver.taken(name)) {
            if (versions.isEmpty() || versions.getLast() != taken.version()) {
                versions.add(taken.version());
            }
        }
        return versions;
    }

    @Test
    void a_test_and_an_event_are_sent_at_once_and_what_comes_back_is_told() throws IOException {
        try (Service service = service()) {
            open(service, "acc-1");
            add(service, "a", ",\"categories\":[\"lease\"]");
            JsonNode test = JSON.readTree(service.post("/api/webhooks/a/test").body());
            assertTrue(test.path("delivered").asBoolean(), test::toString);
            service.post("/api/webhooks/a/resend", "{\"position\":1}");
            receiver.answers("a", "429");
            JsonNode refused =
                    JSON.readTree(
                            service.post("/api/webhooks/a/resend", "{\"position\":1}").body());
            assertEquals(429, refused.path("status").asInt());
            assertEquals(
                    List.of("", "acc-1"),
                    receiver.taken("a").stream().map(Taken::streamId).toList());
            assertEquals(
                    404, service.post("/api/webhooks/a/resend", "{\"position\":2}").statusCode());
        }
    }

    /** Adds one; gives its secret. */
    private String add(Service service, String name, String more) throws IOException {
        String added =
                service.post("/api/webhooks", NEW_HOOK.formatted(name, receiver.url(name), more))
                        .body();
        String secret = JSON.readTree(added).path("secret").asText();
        assertTrue(secret.startsWith("whsec_"), added);
        receiver.expects(name, secret);
        return secret;
    }

    private static void open(Service service, String account) throws IOException {
        String body = "{\"accountId\":\"%s\",\"ownerId\":\"o\",\"currency\":\"USD\"}";
        assertEquals(201, service.post("/api/accounts", body.formatted(account)).statusCode());
    }

    private static void deposit(Service service, String account) throws IOException {
        String body =
                "{\"amount\":1,\"currency\":\"USD\",\"transactionId\":\"%s\"}"
                        .formatted(UUID.randomUUID());
        assertEquals(
                200, service.post("/api/accounts/" + account + "/deposits", body).statusCode());
    }

    private void await(String name, int messages) {
        Wait.until(messages + " messages", () -> receiver.taken(name).size() >= messages);
        assertEquals(0, receiver.wrong(name));
    }

    private static JsonNode webhook(Service service, String id) {
        return read(service, "/api/webhooks/" + id);
    }

    private static String status(Service service, String id) {
        return webhook(service, id).path("status").asText();
    }

    private static JsonNode deliveries(Service service, String id) {
        List<JsonNode> found = new ArrayList<>();
        Wait.until(
                "an attempt is stored",
                () -> {
                    found.add(webhook(service, id).path("deliveries"));
                    return found.getLast().path("attempts").asInt() > 0;
                });
        return found.getLast();
    }

    private static int held(Service service, String id) {
        return webhook(service, id).path("deliveries").path("heldStreams").asInt();
    }

    private static JsonNode attempts(Service service, String id) {
        return read(service, "/api/webhooks/" + id + "/attempts").path("items");
    }

    private static JsonNode read(Service service, String path) {
        try {
            return JSON.readTree(service.get(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
