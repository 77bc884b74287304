package dev.daybook.demo;

import static dev.daybook.leases.Lease.LEASE;
import static dev.daybook.leases.Property.PROPERTY;

import dev.daybook.leases.Lease;
import dev.daybook.leases.Lease.Command.*;
import dev.daybook.leases.Lease.PaymentMethod;
import dev.daybook.leases.Lease.Terms;
import dev.daybook.leases.Period;
import dev.daybook.leases.Property;
import dev.daybook.leases.Property.Address;
import dev.daybook.leases.Property.Unit;
import dev.daybook.money.Money;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two houses of one manager and those who live there; the days are those around the fill. */
final class DemoLeases {

    private static final String MANAGER = "mona";
    private static final long RENT = 95_000;

    private final Demo demo;

    DemoLeases(Demo demo) {
        this.demo = demo;
    }

    void tell() {
        properties();
        leases();
    }

    private void properties() {
        Money rent = euros(RENT);
        demo.tell(
                PROPERTY,
                "oak-12",
                MANAGER,
                new Property.Command.Register(
                        new Address("Eichenweg 12", "Köln", "50667", "DE"),
                        MANAGER,
                        List.of(
                                new Unit("1A", rent),
                                new Unit("1B", rent),
                                new Unit("2A", euros(120_000)))));
        demo.tell(
                PROPERTY,
                "elm-3",
                MANAGER,
                new Property.Command.Register(
                        new Address("Ulmenallee 3", "Bonn", "53111", "DE"), MANAGER, List.of()));
    }

    /** What happens in a lease is told once its process has made it, else at the next start. */
    private void leases() {
        LocalDate start = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1).minusMonths(3);
        Period year = year(start);
        begin("lease-ada", terms("ada", "oak-12", "1A", year));
        begin("lease-bela", terms("bela", "oak-12", "1B", year));
        begin("lease-dana", terms("dana", "elm-3", null, year(start.minusMonths(8))));
        if (made("lease-ada")) {
            // bela has moved in next door: chen is too late for this one
            begin("lease-chen", terms("chen", "oak-12", "1A", year));
            lease("lease-ada", "ada", pay(RENT * 5 / 2, start));
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            lease("lease-ada", "ada", maintenance("tap", "The tap drips.", today));
            lease("lease-ada", MANAGER, new CompleteMaintenance("tap", 5, today));
            lease("lease-ada", "ada", maintenance("heating", "The heating is cold.", today));
            lease("lease-ada", MANAGER, new PostNotice("The lift is serviced on Monday.", today));
        }
        if (made("lease-bela")) {
            for (int month = 0; month < 4; month++) {
                lease("lease-bela", "bela", pay(RENT, start.plusMonths(month)));
            }
        }
        if (made("lease-dana")) {
            lease("lease-dana", "dana", pay(RENT * 12, start.minusMonths(8)));
        }
    }

    private void begin(String lease, Terms terms) {
        demo.tell(LEASE, lease, terms.tenantId(), new Lease.Command.Begin(terms));
    }

    private boolean made(String lease) {
        return demo.comesTo(LEASE, lease, "LeaseCreated");
    }

    private void lease(String lease, String user, Lease.Command command) {
        demo.tell(LEASE, lease, user, command);
    }

    private static Terms terms(
            String tenant, String property, @Nullable String unit, Period period) {
        return new Terms(tenant, property, unit, period, euros(RENT));
    }

    private static Lease.Command pay(long amount, LocalDate day) {
        return new Pay(euros(amount), day, new PaymentMethod("bank transfer", null));
    }

    private static Lease.Command maintenance(String id, String description, LocalDate day) {
        return new RequestMaintenance(id, description, day);
    }

    private static Period year(LocalDate start) {
        return new Period(start, start.plusYears(1).minusDays(1));
    }

    private static Money euros(long cents) {
        return new Money(cents, Currency.getInstance("EUR"));
    }
}
