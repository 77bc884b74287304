package dev.daybook.leases;

import static dev.daybook.leases.Lease.LEASE;
import static dev.daybook.leases.Lease.Refusal.*;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Amounts.usd;
import static dev.daybook.support.Specification.given;
import static dev.daybook.support.Specification.stateAfter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Rejection;
import dev.daybook.leases.Lease.Command;
import dev.daybook.leases.Lease.Command.*;
import dev.daybook.leases.Lease.Event;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.Lease.PaymentMethod;
import dev.daybook.leases.Lease.State;
import dev.daybook.leases.Lease.State.Active;
import dev.daybook.leases.Lease.Terms;
import dev.daybook.money.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a lease comes about, is paid and looked after, and ends. */
class LeaseTest {

    private static final LocalDate START = LocalDate.of(2026, 1, 1);
    private static final LocalDate END = LocalDate.of(2026, 12, 31);
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 5);
    private static final PaymentMethod CARD = new PaymentMethod("card", null);
    private static final Refused TAKEN =
            new Refused("unit-taken", Rejection.Kind.STATE, "Somebody has it.");

    private static final Terms TERMS = terms(START, END, eur(100));
    private static final Event REQUESTED = new LeaseRequested(TERMS);
    private static final Event CREATED = new LeaseCreated(TERMS);
    private static final Event TERMINATED = new LeaseTerminated("p1", TODAY, null);
    private static final Command BEGIN = new Begin(TERMS);

    static List<Command> everyCommandOfALease() {
        return List.of(
                pay(1),
                new RequestMaintenance("r1", "d", TODAY),
                new CompleteMaintenance("r1", null, TODAY),
                new PostNotice("t", TODAY),
                new Terminate(null, null, TODAY));
    }

    static List<Command> everyStepOfTheProcess() {
        return List.of(new Activate(), new Decline(TAKEN), new Remind());
    }

    @Test
    void a_lease_is_requested_once() {
        given(LEASE).when(BEGIN).thenAccepted(REQUESTED);
        given(LEASE, REQUESTED).when(BEGIN).thenRejected(LEASE_EXISTS);
        given(LEASE, REQUESTED, CREATED).when(BEGIN).thenRejected(LEASE_EXISTS);
        given(LEASE, REQUESTED, new LeaseDeclined(TAKEN)).when(BEGIN).thenRejected(LEASE_EXISTS);
    }

    @Test
    void a_lease_ends_after_it_starts_and_within_a_hundred_years() {
        given(LEASE).when(new Begin(terms(START, START, eur(1)))).thenRejected(INVALID_PERIOD);
        given(LEASE)
                .when(new Begin(terms(START, START.minusDays(1), eur(1))))
                .thenRejected(INVALID_PERIOD);
        given(LEASE)
                .when(new Begin(terms(START, START.plusYears(100), eur(1))))
                .thenRejected(INVALID_PERIOD);
        Terms longest = terms(START, START.plusYears(100).minusDays(1), eur(1));
        given(LEASE).when(new Begin(longest)).thenAccepted(new LeaseRequested(longest));
    }

    @Test
    void the_rent_of_all_months_is_within_the_range_of_long() {
        Terms most = terms(START, END, eur(Long.MAX_VALUE / 12));
        given(LEASE).when(new Begin(most)).thenAccepted(new LeaseRequested(most));
        given(LEASE)
                .when(new Begin(terms(START, END, eur(Long.MAX_VALUE / 12 + 1))))
                .thenRejected(RENT_LIMIT_EXCEEDED);
        given(LEASE).when(new Begin(terms(START, END, eur(0)))).thenRejected(RENT_LIMIT_EXCEEDED);
    }

    @Test
    void it_is_made_when_the_unit_is_reserved_and_declined_where_it_is_not() {
        given(LEASE, REQUESTED).when(new Activate()).thenAccepted(CREATED);
        given(LEASE, REQUESTED).when(new Decline(TAKEN)).thenAccepted(new LeaseDeclined(TAKEN));
        given(LEASE, REQUESTED).when(new Remind()).thenAccepted(new LeaseReminded(TERMS));
    }

    @ParameterizedTest
    @MethodSource("everyStepOfTheProcess")
    void a_step_that_was_taken_is_not_taken_again(Command step) {
        given(LEASE).when(step).thenRejected(NO_SUCH_LEASE);
        given(LEASE, REQUESTED, CREATED).when(step).thenRejected(OUT_OF_STEP);
        given(LEASE, REQUESTED, new LeaseDeclined(TAKEN)).when(step).thenRejected(OUT_OF_STEP);
    }

    @ParameterizedTest
    @MethodSource("everyCommandOfALease")
    void nothing_is_done_with_a_lease_that_is_not_made(Command command) {
        given(LEASE).when(command).thenRejected(NO_SUCH_LEASE);
        given(LEASE, REQUESTED).when(command).thenRejected(LEASE_NOT_ACTIVE);
        given(LEASE, REQUESTED, new LeaseDeclined(TAKEN))
                .when(command)
                .thenRejected(LEASE_DECLINED);
    }

    @Test
    void payments_of_any_amount_complete_the_months_in_order() {
        given(LEASE, REQUESTED, CREATED).when(pay(99)).thenAccepted(received(99));
        given(LEASE, REQUESTED, CREATED, received(99))
                .when(pay(1))
                .thenAccepted(received(1), completed(1));
        given(LEASE, REQUESTED, CREATED, received(250), completed(1), completed(2))
                .when(pay(180))
                .thenAccepted(received(180), completed(3), completed(4));
    }

    @Test
    void what_is_paid_beyond_the_last_month_completes_none() {
        Event[] months =
                IntStream.rangeClosed(1, 12).mapToObj(LeaseTest::completed).toArray(Event[]::new);
        Decision<Event> decision =
                LEASE.decider()
                        .decide(
                                pay(Long.MAX_VALUE),
                                stateAfter(LEASE.decider(), List.of(REQUESTED, CREATED)));
        assertEquals(
                Stream.concat(Stream.of(received(Long.MAX_VALUE)), List.of(months).stream())
                        .toList(),
                ((Decision.Accepted<Event>) decision).events());
    }

    @Test
    void payments_are_in_the_currency_of_the_rent_and_within_the_range_of_long() {
        given(LEASE, REQUESTED, CREATED)
                .when(new Pay(usd(1), TODAY, CARD))
                .thenRejected(CURRENCY_MISMATCH);
        given(LEASE, REQUESTED, CREATED, received(Long.MAX_VALUE))
                .when(pay(1))
                .thenRejected(PAYMENT_LIMIT_EXCEEDED);
    }

    @Test
    void arrears_are_paid_after_the_end_but_no_month_beyond_it_is_completed() {
        given(LEASE, REQUESTED, CREATED, TERMINATED)
                .when(pay(1000))
                .thenAccepted(received(1000), completed(1), completed(2), completed(3));
        given(LEASE, REQUESTED, CREATED, received(400), completed(1), completed(2), completed(3))
                .when(pay(10))
                .thenAccepted(received(10), completed(4));
        given(
                        LEASE,
                        REQUESTED,
                        CREATED,
                        received(500),
                        completed(1),
                        completed(2),
                        completed(3),
                        completed(4),
                        completed(5),
                        TERMINATED)
                .when(pay(500))
                .thenAccepted(received(500));
    }

    @Test
    void maintenance_is_requested_and_completed_once() {
        Event created = new MaintenanceRequestCreated("r1", "tap", TODAY);
        Event done = new MaintenanceRequestCompleted("r1", 5, TODAY);
        Command request = new RequestMaintenance("r1", "tap", TODAY);
        Command complete = new CompleteMaintenance("r1", 5, TODAY);
        given(LEASE, REQUESTED, CREATED).when(request).thenAccepted(created);
        given(LEASE, REQUESTED, CREATED, created)
                .when(request)
                .thenRejected(MAINTENANCE_REQUEST_EXISTS);
        given(LEASE, REQUESTED, CREATED, created).when(complete).thenAccepted(done);
        given(LEASE, REQUESTED, CREATED, created, TERMINATED).when(complete).thenAccepted(done);
        given(LEASE, REQUESTED, CREATED, created, done)
                .when(complete)
                .thenRejected(MAINTENANCE_REQUEST_COMPLETED);
        given(LEASE, REQUESTED, CREATED).when(complete).thenRejected(NO_SUCH_MAINTENANCE_REQUEST);
    }

    @Test
    void the_requests_of_a_lease_are_bounded() {
        Event[] history =
                Stream.concat(
                                Stream.of(REQUESTED, CREATED),
                                IntStream.range(0, 1000)
                                        .mapToObj(
                                                n ->
                                                        new MaintenanceRequestCreated(
                                                                "r" + n, "d", TODAY)))
                        .toArray(Event[]::new);
        given(LEASE, history)
                .when(new RequestMaintenance("another", "d", TODAY))
                .thenRejected(TOO_MANY_MAINTENANCE_REQUESTS);
    }

    @Test
    void notices_are_posted_until_the_lease_is_over() {
        given(LEASE, REQUESTED, CREATED)
                .when(new PostNotice("lift", END))
                .thenAccepted(new NoticePosted("lift", END));
        given(LEASE, REQUESTED, CREATED)
                .when(new PostNotice("lift", END.plusDays(1)))
                .thenRejected(LEASE_ENDED);
    }

    @Test
    void nothing_new_is_wanted_mended_once_it_is_over() {
        given(LEASE, REQUESTED, CREATED)
                .when(new RequestMaintenance("r1", "d", END.plusDays(1)))
                .thenRejected(LEASE_ENDED);
        given(LEASE, REQUESTED, CREATED, TERMINATED)
                .when(new RequestMaintenance("r1", "d", TODAY))
                .thenRejected(LEASE_ENDED);
        given(LEASE, REQUESTED, CREATED, TERMINATED)
                .when(new RequestMaintenance("r1", "d", TODAY.minusDays(1)))
                .thenAccepted(new MaintenanceRequestCreated("r1", "d", TODAY.minusDays(1)));
    }

    @Test
    void a_lease_is_terminated_once_today_or_on_another_of_its_days() {
        given(LEASE, REQUESTED, CREATED)
                .when(new Terminate(null, "moved", TODAY))
                .thenAccepted(new LeaseTerminated("p1", TODAY, "moved"));
        given(LEASE, REQUESTED, CREATED)
                .when(new Terminate(END, null, TODAY))
                .thenAccepted(new LeaseTerminated("p1", END, null));
        given(LEASE, REQUESTED, CREATED)
                .when(new Terminate(END.plusDays(1), null, TODAY))
                .thenRejected(DATE_OUTSIDE_LEASE);
        given(LEASE, REQUESTED, CREATED)
                .when(new Terminate(START.minusDays(1), null, TODAY))
                .thenRejected(DATE_OUTSIDE_LEASE);
        given(LEASE, REQUESTED, CREATED, TERMINATED)
                .when(new Terminate(null, null, TODAY))
                .thenRejected(LEASE_TERMINATED);
        given(LEASE, REQUESTED, CREATED)
                .when(new Terminate(null, null, END.plusDays(1)))
                .thenRejected(LEASE_ENDED);
    }

    @Test
    void one_that_has_not_begun_ends_at_its_start_and_has_no_day() {
        LocalDate before = START.minusDays(40);
        Event never = new LeaseTerminated("p1", START, null);
        given(LEASE, REQUESTED, CREATED)
                .when(new Terminate(null, null, before))
                .thenAccepted(never);
        given(LEASE, REQUESTED, CREATED, never)
                .when(new PostNotice("t", before))
                .thenRejected(LEASE_ENDED);
        given(LEASE, REQUESTED, CREATED, never).when(pay(500)).thenAccepted(received(500));
    }

    /** As many months as the sum suffices for, at most those of the lease; nothing is lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 20_260_131})
    void the_months_completed_are_what_is_paid_by_the_rent_after_any_commands(long seed) {
        RandomGenerator random = new Random(seed);
        State state = LEASE.decider().initial();
        long received = 0;
        int completed = 0;
        boolean terminated = false;
        for (int i = 0; i < 10_000; i++) {
            if (LEASE.decider().decide(any(random), state)
                    instanceof Decision.Accepted(var events)) {
                for (Event event : events) {
                    state = LEASE.decider().evolve(state, event);
                    switch (event) {
                        case PaymentReceived(var money, _, _) -> received += money.amount();
                        case MonthlyPaymentCompleted(var month, _, _) ->
                                assertEquals(++completed, month, "seed " + seed);
                        case LeaseTerminated _ -> terminated = true;
                        default -> {}
                    }
                }
            }
            if (state instanceof Active lease) {
                String step = "seed " + seed + ", step " + i;
                long rent = lease.terms().monthlyRent().amount();
                int months = lease.terms().period().months();
                assertEquals(received, lease.paid().amount(), step);
                assertEquals(completed, lease.monthsCompleted(), step);
                assertTrue(received >= 0 && completed * rent <= received, step);
                if (!terminated) {
                    assertEquals(Math.min(received / rent, months), completed, step);
                }
                assertTrue(completed <= months, step);
            }
            if (random.nextInt(60) == 0) {
                state = LEASE.decider().initial();
                received = 0;
                completed = 0;
                terminated = false;
            }
        }
    }

    private static Command any(RandomGenerator random) {
        List<Function<RandomGenerator, Command>> commands =
                List.of(
                        any ->
                                new Begin(
                                        terms(
                                                START,
                                                START.plusDays(any.nextInt(-1, 2000)),
                                                money(any))),
                        _ -> new Activate(),
                        _ -> new Activate(),
                        any -> new Pay(money(any), TODAY, CARD),
                        any -> new Pay(money(any), TODAY, CARD),
                        any -> new Pay(money(any), TODAY, CARD),
                        any -> new RequestMaintenance("r" + any.nextInt(3), "d", day(any)),
                        any -> new CompleteMaintenance("r" + any.nextInt(3), 3, day(any)),
                        any -> new PostNotice("t", day(any)),
                        any -> new Decline(TAKEN),
                        any ->
                                any.nextInt(5) == 0
                                        ? new Terminate(day(any), null, day(any))
                                        : new Remind());
        return commands.get(random.nextInt(commands.size())).apply(random);
    }

    private static LocalDate day(RandomGenerator random) {
        return START.plusDays(random.nextInt(-10, 2100));
    }

    private static Money money(RandomGenerator random) {
        long amount =
                switch (random.nextInt(12)) {
                    case 0 -> Long.MAX_VALUE - random.nextLong(10);
                    case 1 -> random.nextLong(1, Long.MAX_VALUE);
                    default -> random.nextLong(0, 1000);
                };
        return random.nextInt(10) == 0 ? usd(amount) : eur(amount);
    }

    private static Terms terms(LocalDate start, LocalDate end, Money rent) {
        return new Terms("t1", "p1", null, new Period(start, end), rent);
    }

    private static Command pay(long amount) {
        return new Pay(eur(amount), TODAY, CARD);
    }

    private static Event received(long amount) {
        return new PaymentReceived(eur(amount), TODAY, CARD);
    }

    private static Event completed(int month) {
        return new MonthlyPaymentCompleted(month, START.plusMonths(month - 1), eur(100));
    }
}
