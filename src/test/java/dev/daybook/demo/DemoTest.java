package dev.daybook.demo;

import static dev.daybook.leases.Lease.LEASE;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Caller.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account.Command.Freeze;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.leases.Lease.Command.Activate;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StoredEvent;
import dev.daybook.support.Background;
import dev.daybook.support.Caller;
import dev.daybook.support.FlakyStore;
import dev.daybook.support.FlakyStore.Line;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo data come into a log once and whole, whatever happens meanwhile. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class DemoTest {

    private final TestLog log;

    DemoTest(TestLog.Kind kind) {
        log = new TestLog(kind);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void an_empty_log_is_filled_and_a_second_time_adds_nothing() {
        demo(log.store()).fill(Duration.ZERO);
        long filled = head();
        assertTrue(filled > 200, "only " + filled);
        demo(log.storeOfAnotherInstance()).fill(Duration.ZERO);
        assertEquals(filled, head());
    }

    @Test
    void what_customers_do_with_it_later_stays() {
        demo(log.store()).fill(Duration.ZERO);
        Caller customer = new Caller(log.store());
        customer.ask("ada-checking", new Freeze("lost"));
        long head = head();
        demo(log.storeOfAnotherInstance()).fill(Duration.ZERO);
        assertEquals(head, head());
    }

    @Test
    void a_log_of_somebody_else_is_left_alone() {
        new Caller(log.store()).ask("ada-checking", open());
        demo(log.store()).fill(Duration.ZERO);
        assertEquals(1, head());
    }

    @Test
    void one_that_broke_off_is_completed_by_the_next_one() {
        FlakyStore flaky = new FlakyStore(log.store());
        Line[] good = Collections.nCopies(99, Line.GOOD).toArray(Line[]::new);
        flaky.planLoads(good);
        flaky.planAppends(good);
        flaky.planAppends(Line.ANSWER_LOST);
        flaky.otherwise(Line.CALL_LOST);
        Demo breaking = new Demo(new Caller(flaky, hurried()).commands(), flaky);
        assertThrows(StoreUnavailable.class, () -> breaking.fill(Duration.ZERO));
        assertTrue(head() >= 99, "only " + head());
        demo(log.storeOfAnotherInstance()).fill(Duration.ZERO);
        assertEquals(contentsOfOneFilledAtOnce(), contents(log.store()));
    }

    @Test
    void what_a_process_does_late_is_waited_for() {
        Caller process = new Caller(log.storeOfAnotherInstance());
        CompletableFuture<Boolean> late =
                Background.start(
                        () -> {
                            Wait.until("it is asked for", () -> asked("lease-dana"));
                            Stream.of("lease-dana", "lease-bela", "lease-ada")
                                    .forEach(
                                            lease ->
                                                    Wait.answerOf(
                                                            process.send(
                                                                    LEASE,
                                                                    lease,
                                                                    new Activate(),
                                                                    plain())));
                            return true;
                        });
        demo(log.store()).fill(Duration.ofMinutes(1));
        Wait.answerOf(late);
        assertTrue(contents(log.store()).toString().contains("PaymentReceived"));
    }

    private boolean asked(String lease) {
        return !Wait.answerOf(log.store().readStream(LEASE.stream(lease), 0, 1)).isEmpty();
    }

    @Test
    void two_at_the_same_time_fill_it_once() {
        CompletableFuture<Boolean> other =
                Background.start(
                        () -> {
                            demo(log.storeOfAnotherInstance()).fill(Duration.ZERO);
                            return true;
                        });
        demo(log.store()).fill(Duration.ZERO);
        Wait.answerOf(other);
        assertEquals(contentsOfOneFilledAtOnce(), contents(log.store()));
    }

    private static List<String> contentsOfOneFilledAtOnce() {
        try (TestLog other = new TestLog(TestLog.Kind.IN_MEMORY)) {
            demo(other.store()).fill(Duration.ZERO);
            return contents(other.store());
        }
    }

    /** What happened in each stream; streams may overtake each other. */
    private static List<String> contents(EventStore store) {
        return Wait.answerOf(store.read(0, 10_000)).stream()
                .sorted(
                        Comparator.comparing((StoredEvent event) -> event.stream().toString())
                                .thenComparing(StoredEvent::version))
                .map(event -> event.stream() + " " + event.version() + " " + event.eventType())
                .toList();
    }

    private long head() {
        return Wait.answerOf(log.store().head());
    }

    private static Demo demo(EventStore store) {
        return new Demo(new Caller(store).commands(), store);
    }

    private static Commands.Limits hurried() {
        return Caller.limits(10, Duration.ofMillis(300));
    }
}
