package dev.daybook.leases;

import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;
import static dev.daybook.leases.Lease.Refusal.*;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Rejection;
import dev.daybook.kernel.Stored;
import dev.daybook.leases.Lease.Command;
import dev.daybook.leases.Lease.Command.*;
import dev.daybook.leases.Lease.Event;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.Lease.State;
import dev.daybook.leases.Lease.State.*;
import dev.daybook.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lease is asked for, and made once its property has reserved the unit; what is paid completes
 * its months in order, as many as the sum of all payments suffices for.
 */
@RegisterForReflection(ignoreNested = false)
public final class Lease implements Decider<Command, Event, State> {

    private static final int MOST_YEARS = 100;
    private static final int MOST_MAINTENANCE_REQUESTS = 1000;

    /**
     * What is agreed.
     *
     * @param unitId left out where the property has a single one
     */
    public record Terms(
            String tenantId,
            String propertyId,
            @Nullable String unitId,
            Period period,
            Money monthlyRent) {}

    /** How something was paid, in the words of whoever took it. */
    public record PaymentMethod(String type, @Nullable String reference) {}

    /** Those that depend on the day bear it. */
    public sealed interface Command {
        record Begin(Terms terms) implements Command {}

        /** The property has reserved the unit. */
        record Activate() implements Command {}

        /** The property does not give the unit. */
        record Decline(Refused reason) implements Command {}

        /** The lease has been waited for too long. */
        record Remind() implements Command {}

        record Pay(Money money, LocalDate paymentDate, PaymentMethod method) implements Command {}

        record RequestMaintenance(String requestId, String description, LocalDate today)
                implements Command {}

        /**
         * @param satisfaction from 1 to 5
         */
        record CompleteMaintenance(
                String requestId, @Nullable Integer satisfaction, LocalDate today)
                implements Command {}

        record PostNotice(String text, LocalDate today) implements Command {}

        /**
         * @param date the first day without the lease: today, or its start, where it is left out
         */
        record Terminate(@Nullable LocalDate date, @Nullable String reason, LocalDate today)
                implements Command {}
    }

    public sealed interface Event {
        record LeaseRequested(Terms terms) implements Event {}

        record LeaseCreated(Terms terms) implements Event {}

        record LeaseDeclined(Refused reason) implements Event {}

        record LeaseReminded(Terms terms) implements Event {}

        /** In schema version 1 the method was a text, {@code paymentMethod}. */
        @Stored(version = 2)
        record PaymentReceived(Money money, LocalDate paymentDate, PaymentMethod method)
                implements Event {}

        /**
         * @param month from 1
         */
        record MonthlyPaymentCompleted(int month, LocalDate dueDate, Money rent) implements Event {}

        /** What becomes of a thing that the tenant wants mended. */
        sealed interface Maintenance extends Event {
            String requestId();
        }

        record MaintenanceRequestCreated(String requestId, String description, LocalDate createdOn)
                implements Maintenance {}

        record MaintenanceRequestCompleted(
                String requestId, @Nullable Integer satisfaction, LocalDate completedOn)
                implements Maintenance {}

        record NoticePosted(String text, LocalDate postedOn) implements Event {}

        /**
         * @param date the first day without the lease
         */
        record LeaseTerminated(String propertyId, LocalDate date, @Nullable String reason)
                implements Event {}
    }

    public sealed interface State {
        record Unknown() implements State {}

        record Requested(Terms terms) implements State {}

        record Declined() implements State {}

        /**
         * @param period without the days that its termination took
         * @param maintenance whether a request is done
         */
        record Active(
                Terms terms,
                Period period,
                boolean terminated,
                Money paid,
                int monthsCompleted,
                Map<String, Boolean> maintenance)
                implements State {
            public Active {
                maintenance = Map.copyOf(maintenance);
            }

            private boolean isOver(LocalDate today) {
                return period.isEmpty() || today.isAfter(period.end());
            }
        }
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_LEASE,
        @WrongState
        LEASE_EXISTS,
        @Blames(field = "endDate", code = "out-of-range")
        INVALID_PERIOD,
        @Blames(field = "monthlyRent", code = "exceeds-limit")
        RENT_LIMIT_EXCEEDED,
        @WrongState
        LEASE_NOT_ACTIVE,
        @WrongState
        LEASE_DECLINED,
        @WrongState
        LEASE_ENDED,
        @WrongState
        LEASE_TERMINATED,
        @WrongState
        OUT_OF_STEP,
        @Blames(field = "currency", code = "differs-from-lease")
        CURRENCY_MISMATCH,
        @Blames(field = "amount", code = "exceeds-limit")
        PAYMENT_LIMIT_EXCEEDED,
        @Absent
        NO_SUCH_MAINTENANCE_REQUEST,
        @WrongState
        MAINTENANCE_REQUEST_EXISTS,
        @WrongState
        MAINTENANCE_REQUEST_COMPLETED,
        TOO_MANY_MAINTENANCE_REQUESTS,
        @Blames(field = "date", code = "out-of-range")
        DATE_OUTSIDE_LEASE
    }

    public static final Aggregate<Command, Event, State> LEASE =
            Aggregate.of("lease", new Lease())
                    .upcaster("PaymentReceived", 1, Lease::withStructuredMethod)
                    .refusals(Refusal.values())
                    .build();

    private static Map<String, Object> withStructuredMethod(Map<String, Object> payload) {
        Map<String, Object> lifted = new HashMap<>(payload);
        lifted.put("method", Map.of("type", lifted.remove("paymentMethod")));
        return lifted;
    }

    @Override
    public State initial() {
        return new Unknown();
    }

    @Override
    public Decision<Event> decide(Command command, State state) {
        return switch (state) {
            case Unknown _ ->
                    switch (command) {
                        case Begin(var terms) -> requested(terms);
                        default -> reject(NO_SUCH_LEASE, "There is no such lease.");
                    };
            case Requested(var terms) ->
                    switch (command) {
                        case Begin _ -> reject(LEASE_EXISTS, "The lease exists already.");
                        case Activate _ -> accept(new LeaseCreated(terms));
                        case Decline(var reason) -> accept(new LeaseDeclined(reason));
                        case Remind _ -> accept(new LeaseReminded(terms));
                        default -> reject(LEASE_NOT_ACTIVE, "The unit is not reserved yet.");
                    };
            case Declined _ ->
                    switch (command) {
                        case Begin _ -> reject(LEASE_EXISTS, "The lease was declined.");
                        case Activate _, Decline _, Remind _ -> outOfStep();
                        default -> reject(LEASE_DECLINED, "The lease was declined.");
                    };
            case Active lease ->
                    switch (command) {
                        case Begin _ -> reject(LEASE_EXISTS, "The lease exists already.");
                        case Activate _, Decline _, Remind _ -> outOfStep();
                        case Pay pay -> paid(pay, lease);
                        case RequestMaintenance(_, _, var today) when lease.isOver(today) ->
                                ended();
                        case RequestMaintenance request -> maintenanceRequested(request, lease);
                        case CompleteMaintenance completion ->
                                maintenanceCompleted(completion, lease);
                        case PostNotice(_, var today) when lease.isOver(today) -> ended();
                        case PostNotice(var text, var today) ->
                                accept(new NoticePosted(text, today));
                        case Terminate _ when lease.terminated() ->
                                reject(LEASE_TERMINATED, "The lease was terminated already.");
                        case Terminate(_, _, var today) when lease.isOver(today) -> ended();
                        case Terminate termination -> terminated(termination, lease);
                    };
        };
    }

    /** A step that was taken already is reported again after a crash: nothing comes of it. */
    private static Decision<Event> outOfStep() {
        return reject(OUT_OF_STEP, "The lease does not wait for its unit.");
    }

    private static Decision<Event> ended() {
        return reject(LEASE_ENDED, "The lease has ended.");
    }

    private static Decision<Event> requested(Terms terms) {
        Period period = terms.period();
        if (!period.end().isAfter(period.start())
                || !period.end().isBefore(period.start().plusYears(MOST_YEARS))) {
            return reject(
                    INVALID_PERIOD,
                    "A lease ends after it starts, and within " + MOST_YEARS + " years.");
        }
        long rent = terms.monthlyRent().amount();
        return rent == 0 || rent > Long.MAX_VALUE / period.months()
                ? reject(RENT_LIMIT_EXCEEDED, "The rent of all months is beyond what is counted.")
                : accept(new LeaseRequested(terms));
    }

    private static Decision<Event> paid(Pay pay, Active lease) {
        Money rent = lease.terms().monthlyRent();
        if (!pay.money().sameCurrencyAs(rent)) {
            return reject(CURRENCY_MISMATCH, "The rent is in " + rent.currency() + ".");
        }
        if (!lease.paid().canAdd(pay.money())) {
            return reject(PAYMENT_LIMIT_EXCEEDED, "The payments add up to more than is counted.");
        }
        List<Event> events = new ArrayList<>();
        events.add(new PaymentReceived(pay.money(), pay.paymentDate(), pay.method()));
        // what is beyond the last month stays a credit
        long completed =
                Math.min(
                        lease.paid().plus(pay.money()).amount() / rent.amount(),
                        lease.period().months());
        for (int month = lease.monthsCompleted() + 1; month <= completed; month++) {
            events.add(new MonthlyPaymentCompleted(month, lease.period().firstDayOf(month), rent));
        }
        return new Decision.Accepted<>(events);
    }

    private static Decision<Event> maintenanceRequested(RequestMaintenance request, Active lease) {
        if (lease.maintenance().containsKey(request.requestId())) {
            return reject(MAINTENANCE_REQUEST_EXISTS, "The request exists already.");
        }
        return lease.maintenance().size() == MOST_MAINTENANCE_REQUESTS
                ? reject(
                        TOO_MANY_MAINTENANCE_REQUESTS,
                        "A lease has at most " + MOST_MAINTENANCE_REQUESTS + " of them.")
                : accept(
                        new MaintenanceRequestCreated(
                                request.requestId(), request.description(), request.today()));
    }

    private static Decision<Event> maintenanceCompleted(
            CompleteMaintenance completion, Active lease) {
        Boolean completed = lease.maintenance().get(completion.requestId());
        if (completed == null) {
            return reject(NO_SUCH_MAINTENANCE_REQUEST, "The lease has no such request.");
        }
        return completed
                ? reject(MAINTENANCE_REQUEST_COMPLETED, "The request was completed already.")
                : accept(
                        new MaintenanceRequestCompleted(
                                completion.requestId(),
                                completion.satisfaction(),
                                completion.today()));
    }

    private static Decision<Event> terminated(Terminate termination, Active lease) {
        LocalDate start = lease.period().start();
        LocalDate today = termination.today();
        LocalDate usual = today.isBefore(start) ? start : today;
        LocalDate date = termination.date() == null ? usual : termination.date();
        return lease.period().contains(date)
                ? accept(
                        new LeaseTerminated(lease.terms().propertyId(), date, termination.reason()))
                : reject(DATE_OUTSIDE_LEASE, date + " is no day of the lease.");
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case LeaseRequested(var terms) -> new Requested(terms);
            case LeaseCreated(var terms) ->
                    new Active(
                            terms,
                            terms.period(),
                            false,
                            Money.zero(terms.monthlyRent().currency()),
                            0,
                            Map.of());
            case LeaseDeclined _ -> new Declined();
            case LeaseReminded _, NoticePosted _ -> state;
            case PaymentReceived(var money, _, _) ->
                    paid((Active) state, ((Active) state).paid().plus(money));
            case MonthlyPaymentCompleted(var month, _, _) -> completed((Active) state, month);
            case MaintenanceRequestCreated(var request, _, _) ->
                    maintained((Active) state, request, false);
            case MaintenanceRequestCompleted(var request, _, _) ->
                    maintained((Active) state, request, true);
            case LeaseTerminated(_, var date, _) -> terminated((Active) state, date);
        };
    }

    private static Active paid(Active lease, Money paid) {
        return new Active(
                lease.terms(),
                lease.period(),
                lease.terminated(),
                paid,
                lease.monthsCompleted(),
                lease.maintenance());
    }

    private static Active completed(Active lease, int month) {
        return new Active(
                lease.terms(),
                lease.period(),
                lease.terminated(),
                lease.paid(),
                month,
                lease.maintenance());
    }

    private static Active maintained(Active lease, String request, boolean done) {
        Map<String, Boolean> maintenance = new HashMap<>(lease.maintenance());
        maintenance.put(request, done);
        return new Active(
                lease.terms(),
                lease.period(),
                lease.terminated(),
                lease.paid(),
                lease.monthsCompleted(),
                maintenance);
    }

    private static Active terminated(Active lease, LocalDate date) {
        return new Active(
                lease.terms(),
                lease.period().endingBefore(date),
                true,
                lease.paid(),
                lease.monthsCompleted(),
                lease.maintenance());
    }
}
