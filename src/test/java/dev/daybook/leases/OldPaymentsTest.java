package dev.daybook.leases;

import static dev.daybook.leases.Lease.LEASE;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Caller.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.leases.Lease.Command;
import dev.daybook.leases.Lease.Command.*;
import dev.daybook.leases.Lease.Event;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.Lease.PaymentMethod;
import dev.daybook.leases.Lease.Terms;
import dev.daybook.store.AppendResult.Appended;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.StreamLoad;
import dev.daybook.support.Caller;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Payments that an older service stored, with a method that was a text, count like others. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class OldPaymentsTest {

    private static final LocalDate START = LocalDate.of(2026, 1, 1);
    private static final Terms TERMS =
            new Terms("t", "p", null, new Period(START, START.plusYears(20)), eur(100));

    private final TestLog log;
    private final Caller caller;

    OldPaymentsTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        caller = new Caller(log.store());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void they_read_as_payments_whose_method_has_no_reference() {
        begin();
        oldPayments(2, 1, 30);
        assertEquals(
                new PaymentReceived(
                        eur(30),
                        LocalDate.of(2026, 2, 1),
                        new PaymentMethod("bank transfer", null)),
                decoded(2, 1).getFirst());
    }

    @Test
    void they_complete_months_together_with_new_ones() {
        begin();
        oldPayments(2, 3, 30);
        assertInstanceOf(Accepted.class, ask(caller, pay(10)));
        assertEquals(
                List.of(
                        new PaymentReceived(eur(10), START, new PaymentMethod("card", "RF18")),
                        new MonthlyPaymentCompleted(1, START, eur(100))),
                decoded(5, 9));
        List<StoredEvent> stored = Wait.answerOf(log.store().readStream(LEASE.stream("l"), 2, 9));
        assertEquals(
                List.of(1, 1, 1, 2, 1), stored.stream().map(StoredEvent::schemaVersion).toList());
    }

    @Test
    void a_snapshot_taken_of_them_is_gone_on_with() {
        begin();
        oldPayments(2, 97, 1);
        assertInstanceOf(Accepted.class, ask(caller, pay(2)));
        assertInstanceOf(Accepted.class, ask(caller, pay(200)));
        Wait.until(
                "a snapshot",
                () ->
                        Wait.answerOf(
                                        log.store()
                                                .load(
                                                        List.of(
                                                                new StreamLoad(
                                                                        LEASE.stream("l"),
                                                                        0,
                                                                        LEASE.snapshotVersion())),
                                                        1000))
                                .getFirst()
                                .snapshot()
                                .isPresent());
        Caller other = new Caller(log.storeOfAnotherInstance());
        assertInstanceOf(Accepted.class, ask(other, pay(1)));
        assertTrue(other.eventsRead() < 90, other.eventsRead() + " events read");
        // 97 + 2 + 200 + 1
        assertEquals(new MonthlyPaymentCompleted(3, START.plusMonths(2), eur(100)), last());
    }

    @Test
    void a_payment_of_a_newer_service_is_not_guessed_at() {
        begin();
        append(2, new NewEvent(new UUID(7, 7), "PaymentReceived", 3, "{}", "{}"));
        try {
            ask(caller, pay(1));
            throw new AssertionError("It was decided on an event that nobody understands.");
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains("known up to schema version 2"), e.getMessage());
        }
    }

    private void begin() {
        assertInstanceOf(Accepted.class, ask(caller, new Begin(TERMS)));
        assertInstanceOf(Accepted.class, ask(caller, new Activate()));
        assertInstanceOf(Rejected.class, ask(caller, new Activate()));
    }

    /** As a service of before the change would have appended them. */
    private void oldPayments(long version, int count, long amount) {
        List<NewEvent> events = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            events.add(
                    new NewEvent(
                            new UUID(version, number),
                            "PaymentReceived",
                            1,
                            """
                            {"money":{"amount":%d,"currency":"EUR"},"paymentDate":"2026-02-01","paymentMethod":"bank transfer"}"""
                                    .formatted(amount),
                            "{\"commandId\":\"c\",\"correlationId\":\"c\"}"));
        }
        append(version, events.toArray(NewEvent[]::new));
    }

    private void append(long version, NewEvent... events) {
        assertInstanceOf(
                Appended.class,
                Wait.answerOf(
                                log.store()
                                        .append(
                                                List.of(
                                                        new StreamAppend(
                                                                LEASE.stream("l"),
                                                                version,
                                                                0,
                                                                List.of(events),
                                                                List.of()))))
                        .getFirst());
    }

    private List<Event> decoded(long after, int most) {
        Codec codec = new Codec();
        return Wait.answerOf(log.store().readStream(LEASE.stream("l"), after, most)).stream()
                .map(stored -> codec.decode(LEASE, stored).event())
                .toList();
    }

    private Event last() {
        return decoded(0, 1000).getLast();
    }

    private static Object ask(Caller instance, Command command) {
        return Wait.answerOf(instance.send(LEASE, "l", command, plain()));
    }

    private static Command pay(long amount) {
        return new Pay(eur(amount), START, new PaymentMethod("card", "RF18"));
    }
}
