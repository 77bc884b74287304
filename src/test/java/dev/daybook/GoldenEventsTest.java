package dev.daybook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event.*;
import dev.daybook.billing.BillingAccount;
import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.BillingAccount.Charge;
import dev.daybook.billing.BillingAccount.Event.ChargeApplied;
import dev.daybook.billing.BillingAccount.Event.ChargesBilled;
import dev.daybook.billing.BillingAccount.Event.ChargesInvoiced;
import dev.daybook.billing.BillingAccount.Event.CreditLimitSet;
import dev.daybook.billing.BillingAccount.Event.FundAdded;
import dev.daybook.billing.BillingAccount.Event.InvoicingReminded;
import dev.daybook.billing.Invoice;
import dev.daybook.billing.Invoice.Event.InvoiceIssued;
import dev.daybook.billing.InvoiceBook;
import dev.daybook.billing.InvoiceBook.InvoiceNumbered;
import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Rejection;
import dev.daybook.kernel.StreamId;
import dev.daybook.leases.Lease;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.Lease.PaymentMethod;
import dev.daybook.leases.Lease.Terms;
import dev.daybook.leases.Period;
import dev.daybook.leases.Property;
import dev.daybook.leases.Property.Address;
import dev.daybook.leases.Property.Event.*;
import dev.daybook.leases.Property.Unit;
import dev.daybook.money.Money;
import dev.daybook.orders.Order;
import dev.daybook.orders.Order.Event.*;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StoredEvent;
import dev.daybook.transfers.Transfer;
import dev.daybook.transfers.Transfer.Event.*;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Everything that was ever stored stays readable: the golden file pins each stored name and schema
 * version with a sample, and changes only together with them.
 */
class GoldenEventsTest {

    private static final Transfer.Order ORDER =
            new Transfer.Order("acc-1", "acc-2", money(5, "USD"));
    private static final Refused CLOSED =
            new Refused("account-closed", Rejection.Kind.STATE, "The account is closed.");

    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);
    private static final Charge CHARGE = new Charge(7, DAY, money(30, "EUR"), "Überweisung");
    private static final Bill BILL =
            new Bill("inv-1", "customer-1", DAY, DAY, DAY, List.of(CHARGE), money(30, "EUR"));
    private static final Terms TERMS =
            new Terms(
                    "tenant-1",
                    "prop-1",
                    "a",
                    new Period(LocalDate.of(2026, 1, 31), LocalDate.of(2026, 12, 30)),
                    money(90_000, "EUR"));

    /** What the payload of a name and version in the golden file means; a new event adds a line. */
    private static final Map<String, List<Object>> SAMPLES =
            Map.of(
                    Account.ACCOUNT.category(),
                    List.of(
                            new AccountCreated("owner-1", Currency.getInstance("USD")),
                            new MoneyDeposited(money(1050, "USD"), "tx-1"),
                            new MoneyWithdrawn(money(Long.MAX_VALUE, "KWD"), "tx-2"),
                            new AccountFrozen("Prüfung"),
                            new AccountUnfrozen("cleared"),
                            new AccountClosed("moved away"),
                            new TransferSent(money(5, "USD"), "tr-1", "acc-2"),
                            new TransferReceived(money(5, "USD"), "tr-1", "acc-1"),
                            new TransferReturned(money(5, "USD"), "tr-1", "acc-2")),
                    Transfer.TRANSFER.category(),
                    List.of(
                            new TransferRequested(ORDER),
                            new TransferDebited(ORDER),
                            new TransferReversed(ORDER, CLOSED),
                            new TransferCompleted(),
                            new TransferFailed(CLOSED),
                            new TransferReminded(Transfer.Step.DEBIT, ORDER)),
                    Order.ORDER.category(),
                    List.of(
                            new OrderCreated("customer-1", Currency.getInstance("USD")),
                            new ItemAdded("product-1", 3, money(500, "USD")),
                            new ItemRemoved("product-1", 1, money(500, "USD")),
                            new OrderPlaced(money(1000, "USD")),
                            new OrderConfirmed(),
                            new OrderCancelled("out of stock")),
                    BillingAccount.BILLING_ACCOUNT.category(),
                    List.of(
                            new BillingAccount.Event.AccountCreated(
                                    "customer-1", Currency.getInstance("EUR")),
                            new FundAdded(money(10, "EUR"), null),
                            new ChargeApplied(CHARGE),
                            new CreditLimitSet(money(0, "EUR")),
                            new ChargesBilled(BILL),
                            new ChargesInvoiced("inv-1", "2026-000001"),
                            new InvoicingReminded(BILL)),
                    InvoiceBook.INVOICE_BOOK.category(),
                    List.of(new InvoiceNumbered("inv-1")),
                    Invoice.INVOICE.category(),
                    List.of(new InvoiceIssued("2026-000001", "acc-1", BILL)),
                    Property.PROPERTY.category(),
                    List.of(
                            new PropertyRegistered(
                                    new Address("Am Markt 1", "Köln", "50667", "DE"),
                                    "manager-1",
                                    List.of(
                                            new Unit("a", money(90_000, "EUR")),
                                            new Unit("b", null))),
                            new UnitReserved("lease-1", "a", TERMS.period()),
                            new UnitReleased("lease-1", "a", LocalDate.of(2026, 6, 1))),
                    Lease.LEASE.category(),
                    List.of(
                            new LeaseRequested(TERMS),
                            new LeaseCreated(TERMS),
                            new LeaseDeclined(
                                    new Refused(
                                            "unit-taken",
                                            Rejection.Kind.STATE,
                                            "Unit a is leased on some of these days.")),
                            new LeaseReminded(TERMS),
                            new PaymentReceived(
                                    money(90_000, "EUR"),
                                    LocalDate.of(2026, 2, 1),
                                    new PaymentMethod("bank transfer", null)),
                            new MonthlyPaymentCompleted(
                                    1, LocalDate.of(2026, 1, 31), money(90_000, "EUR")),
                            new MaintenanceRequestCreated(
                                    "req-1", "The tap drips.", LocalDate.of(2026, 2, 3)),
                            new MaintenanceRequestCompleted("req-1", 4, LocalDate.of(2026, 2, 5)),
                            new NoticePosted("The lift is out of order.", LocalDate.of(2026, 2, 6)),
                            new LeaseTerminated("prop-1", LocalDate.of(2026, 6, 1), "moved away")));

    private final Codec codec = new Codec();
    private final List<JsonObject> golden = golden();

    @Test
    void the_golden_file_names_every_registered_event_in_every_version_and_no_other() {
        Set<String> registered =
                aggregates()
                        .flatMap(
                                aggregate ->
                                        aggregate
                                                .eventTypes()
                                                .flatMap(type -> names(aggregate, type)))
                        .collect(Collectors.toSet());

        assertEquals(registered, golden.stream().map(this::name).collect(Collectors.toSet()));
        assertEquals(registered.size(), golden.size(), "A name stands there twice.");
    }

    @Test
    void every_stored_version_reads_as_its_sample() {
        Set<Object> read = new HashSet<>();
        golden.forEach(entry -> read.add(decoded(entry)));

        assertEquals(
                SAMPLES.values().stream().flatMap(List::stream).collect(Collectors.toSet()), read);
    }

    @Test
    void every_sample_is_stored_as_the_golden_file_says() {
        Set<JsonObject> written =
                aggregates().flatMap(this::encodedSamples).collect(Collectors.toSet());

        assertEquals(golden.stream().filter(this::isCurrent).collect(Collectors.toSet()), written);
    }

    private static Stream<String> names(Aggregate<?, ?, ?> aggregate, EventType<?> type) {
        return IntStream.rangeClosed(1, type.schemaVersion())
                .mapToObj(version -> aggregate.category() + " " + type.name() + " " + version);
    }

    private String name(JsonObject entry) {
        return String.join(
                " ",
                entry.getString("category"),
                entry.getString("type"),
                entry.getInteger("schemaVersion").toString());
    }

    private boolean isCurrent(JsonObject entry) {
        return aggregate(entry).typeNamed(entry.getString("type")).schemaVersion()
                == entry.getInteger("schemaVersion");
    }

    private Object decoded(JsonObject entry) {
        return codec.decode(
                        aggregate(entry),
                        new StoredEvent(
                                1,
                                new StreamId(entry.getString("category"), "id"),
                                1,
                                new UUID(0, 1),
                                entry.getString("type"),
                                entry.getInteger("schemaVersion"),
                                entry.getJsonObject("payload").encode(),
                                "{}",
                                Instant.EPOCH))
                .event();
    }

    private <E> Stream<JsonObject> encodedSamples(Aggregate<?, E, ?> aggregate) {
        return SAMPLES.getOrDefault(aggregate.category(), List.of()).stream()
                .map(sample -> encoded(aggregate, sample));
    }

    @SuppressWarnings("unchecked") // the samples of a category are events of its aggregate
    private <E> JsonObject encoded(Aggregate<?, E, ?> aggregate, Object sample) {
        NewEvent event = codec.encode(aggregate, (E) sample, "{}");
        return new JsonObject()
                .put("category", aggregate.category())
                .put("type", event.eventType())
                .put("schemaVersion", event.schemaVersion())
                .put("payload", new JsonObject(event.payload()));
    }

    private static Aggregate<?, ?, ?> aggregate(JsonObject entry) {
        return aggregates()
                .filter(each -> each.category().equals(entry.getString("category")))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Aggregate<?, ?, ?>> aggregates() {
        return Modules.registry().modules().stream().map(module -> module.aggregate());
    }

    private static List<JsonObject> golden() {
        try (var file = GoldenEventsTest.class.getResourceAsStream("/golden-events.json")) {
            return new JsonArray(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .stream().map(JsonObject.class::cast).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Money money(long amount, String currency) {
        return new Money(amount, Currency.getInstance(currency));
    }
}
