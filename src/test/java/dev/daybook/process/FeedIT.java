package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.FeedClient;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Live feeds of the packaged service, when it ends. */
@Tag("alone")
class FeedIT {

    private static final int CLIENTS = 100;

    /** Half of what the service grants to requests that are being answered. */
    private static final Duration LONGEST = Duration.ofSeconds(12);

    /** More than operating systems take in for a connection that nobody reads from. */
    private static final String FILL =
            """
            select append_events(null, array['thing'], array['a'], array[0::bigint], array[false],
                array_fill(1, array[3000]), array(select generate_series(1, 3000)::bigint),
                array(select gen_random_uuid() from generate_series(1, 3000)),
                array_fill('ThingHappened'::text, array[3000]), array_fill(1, array[3000]),
                array_fill(('{"text": "' || repeat('x', 8000) || '"}')::text, array[3000]),
                array_fill('{}'::text, array[3000]),
                array[]::int[], array[]::text[], array[]::text[], array[]::text[], array[]::bigint[],
                array[]::int[], array[]::text[], array[]::boolean[])
            """;

    @Test
    void feeds_end_when_the_service_does_and_hold_nothing_up() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        List<FeedClient> clients = new ArrayList<>();
        try (Service service = Service.start(database.settings())) {
            database.execute(FILL);
            for (int number = 0; number < CLIENTS; number++) {
                clients.add(FeedClient.resume(service.port(), "", 3000));
            }
            FeedClient stalled = FeedClient.withoutReading(service.port(), 0);
            clients.add(stalled);
            String opened =
                    """
                    {"accountId":"acc-1","ownerId":"user-1","currency":"USD"}\
                    """;
            assertEquals(201, service.post("/api/accounts", opened).statusCode());
            for (FeedClient client : clients.subList(0, CLIENTS)) {
                assertEquals(3001, client.next().id());
            }
            long start = System.nanoTime();
            assertEquals(143, service.terminate(), service::log);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("FeedIT: ended within " + took.toMillis() + " ms");
            assertTrue(took.compareTo(LONGEST) < 0, () -> took + "\n" + service.log());
            for (FeedClient client : clients.subList(0, CLIENTS)) {
                assertEquals(Optional.empty(), client.nextOrEnd());
            }
        } finally {
            clients.forEach(FeedClient::close);
        }
    }
}
