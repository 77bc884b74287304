package dev.daybook.web;

import static dev.daybook.support.ProblemAssertions.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.engine.feed.Feeds;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.support.FeedClient;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many feeds there may be, and how they say that they are alive. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
@TestProfile(FeedLimitsTest.Few.class)
class FeedLimitsTest {

    /** Two feeds, and a sign of life each second. */
    public static final class Few implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("daybook.feeds", "2", "daybook.feed-heartbeat", "1s");
        }
    }

    @Inject EventStore store;
    @Inject Feeds feeds;

    @AfterEach
    void no_feed_is_left() {
        Wait.until("no feed is open", () -> feeds.open() == 0);
    }

    @Test
    void one_feed_too_many_is_refused_until_another_one_ends() {
        RawHttp.Request third = RawHttp.get("/api/events/feed");
        try (var _ = open()) {
            FeedClient second = open();
            assertRefused(store, third, 503, "overloaded");
            assertEquals(Optional.of("1"), third.send().header("Retry-After"));
            second.close();
            Wait.until("one is left", () -> feeds.open() == 1);
            try (var _ = open()) {
                assertEquals(2, feeds.open());
            }
        }
    }

    @Test
    void a_feed_without_events_sends_comments() {
        try (FeedClient client = FeedClient.resume(RestAssured.port, "", head())) {
            client.untilComment();
            client.untilComment();
            assertEquals(List.of(":", ":"), client.comments());
        }
    }

    @Test
    void a_filter_that_lets_nothing_pass_still_moves_the_place_from_where_the_client_goes_on() {
        long before = head();
        try (FeedClient client =
                FeedClient.resume(RestAssured.port, "?type=AccountClosed", before)) {
            append("a");
            Wait.until(
                    client::lastEventId,
                    id -> {
                        client.untilComment();
                        return client.lastEventId().equals(Optional.of(before + 1));
                    });
            client.untilComment();
        }
        append("b");
        try (FeedClient client = FeedClient.resume(RestAssured.port, "", before + 1)) {
            assertEquals(before + 2, client.next().id());
        }
    }

    private static FeedClient open() {
        return FeedClient.open(RestAssured.port, "?type=AccountClosed");
    }

    private long head() {
        return Wait.answerOf(store.head());
    }

    private void append(String id) {
        NewEvent event = new NewEvent(UUID.randomUUID(), "ThingHappened", 1, "{}", "{}");
        StreamAppend append =
                new StreamAppend(new StreamId("thing", id), 0, 0, List.of(event), List.of());
        Wait.answerOf(store.append(List.of(append)));
    }
}
