package dev.daybook.leases;

import static dev.daybook.leases.Lease.LEASE;
import static dev.daybook.leases.Property.PROPERTY;
import static dev.daybook.support.Amounts.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Process.Send;
import dev.daybook.kernel.Rejection;
import dev.daybook.leases.Lease.Command.*;
import dev.daybook.leases.Lease.Event;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.Lease.PaymentMethod;
import dev.daybook.leases.Lease.Terms;
import dev.daybook.leases.Property.Command.*;
import dev.daybook.support.History;
import dev.daybook.support.TestDatabase;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which commands follow from the events of a lease. */
class LeaseProcessTest {

    private static final LocalDate START = LocalDate.of(2026, 1, 1);
    private static final Period PERIOD = new Period(START, START.plusYears(1));
    private static final Terms TERMS = new Terms("t1", "p1", "a", PERIOD, eur(100));
    private static final Refused TAKEN =
            new Refused("unit-taken", Rejection.Kind.STATE, "Somebody has it.");

    private final LeaseProcess process = new LeaseProcess();

    static List<Event> eventsOfWhichNothingFollows() {
        return List.of(
                new LeaseCreated(TERMS),
                new LeaseDeclined(TAKEN),
                new PaymentReceived(eur(1), START, new PaymentMethod("card", null)),
                new MonthlyPaymentCompleted(1, START, eur(100)),
                new MaintenanceRequestCreated("r1", "d", START),
                new MaintenanceRequestCompleted("r1", null, START),
                new NoticePosted("t", START));
    }

    @Test
    void a_lease_that_is_requested_or_reminded_reserves_its_unit_once() {
        for (Event event : List.of(new LeaseRequested(TERMS), new LeaseReminded(TERMS))) {
            Send<?> send = only(event);
            assertEquals(PROPERTY, send.target());
            assertEquals("p1", send.id());
            assertEquals(new Reserve("l1", "a", PERIOD), send.command());
            assertEquals(Optional.of("reserve"), send.step());
        }
    }

    @Test
    void it_is_made_or_declined_as_the_property_answers() {
        Send<?> send = only(new LeaseRequested(TERMS));
        assertTold(new Activate(), send.accepted().apply(1));
        assertTold(new Decline(TAKEN), send.refused().orElseThrow().apply(TAKEN));
    }

    @Test
    void the_unit_of_a_terminated_lease_is_released_once() {
        Send<?> send = only(new LeaseTerminated("p1", START, null));
        assertEquals(PROPERTY, send.target());
        assertEquals("p1", send.id());
        assertEquals(new Release("l1", START), send.command());
        assertEquals(Optional.of("release"), send.step());
    }

    @ParameterizedTest
    @MethodSource("eventsOfWhichNothingFollows")
    void of_other_events_nothing_follows(Event event) {
        assertEquals(List.of(), sends(event));
    }

    @Test
    void those_that_wait_for_their_unit_are_found_the_oldest_first_and_reminded() {
        TestDatabase database = TestDatabase.migrated();
        insert(database, "l1", "REQUESTED", 40);
        insert(database, "l2", "ACTIVE", 90);
        insert(database, "l3", "REQUESTED", 70);
        insert(database, "l4", "DECLINED", 90);
        String unfinished = process.deadline().unfinished().replace("$1", "10");
        assertEquals(
                List.of("l3|t", "l1|t"),
                database.rows(
                        "select id, seconds between 40 and 4000 from (" + unfinished + ") found"));
        assertTold(new Remind(), List.of(process.deadline().reminder().apply("l1")));
    }

    private static void insert(TestDatabase database, String id, String status, int seconds) {
        database.execute(
                """
                insert into lease_summary values
                ('%s', 't', 'p', null, '2026-01-01', '2026-12-31', '2027-01-01', 1, 'EUR', '%s', null, null, 0, 0, 1,
                 now(), now() - interval '%d seconds')
                """
                        .formatted(id, status, seconds));
    }

    private static void assertTold(Object command, List<Send<?>> sends) {
        assertEquals(1, sends.size());
        assertEquals(LEASE, sends.getFirst().target());
        assertEquals("l1", sends.getFirst().id());
        assertEquals(command, sends.getFirst().command());
    }

    private Send<?> only(Event event) {
        assertEquals(1, sends(event).size());
        return sends(event).getFirst();
    }

    private List<Send<?>> sends(Event event) {
        return process.on(History.of(LEASE.stream("l1"), event).getFirst());
    }
}
