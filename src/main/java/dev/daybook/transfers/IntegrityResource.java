package dev.daybook.transfers;

import static dev.daybook.accounts.Account.ACCOUNT;
import static dev.daybook.transfers.Transfer.TRANSFER;

import dev.daybook.accounts.AccountSummaries;
import dev.daybook.accounts.AccountSummaries.AccountSummary;
import dev.daybook.engine.Engine;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.projection.Freshness;
import dev.daybook.engine.projection.ReadModel;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.transfers.Ledger.Row;
import dev.daybook.transfers.Ledger.Sum;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Whether the books are right: the log folded, and the projected balances compared with it. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "Whether the books are right.")
@RequiresScope("ops")
@Path("/api/admin/integrity")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class IntegrityResource {

    private static final int PAGE_SIZE = 2000;

    private static final String ROWS =
            """
            select account_id, owner_id, currency, status, balance, version, created_at, updated_at
            from account_summary
            where account_id > $1
            order by account_id
            limit $2
            """;

    /** How many transfers there are. */
    record TransferCounts(long underWay, long completed, long failed) {}

    /**
     * @param position of the log up to which all of it holds
     * @param accounts that there are
     * @param faults sentences, none where all is well
     */
    record IntegrityReport(
            long position,
            boolean sound,
            List<Sum> currencies,
            long accounts,
            TransferCounts transfers,
            List<String> faults) {

        static IntegrityReport of(Ledger ledger, long position) {
            List<String> faults = ledger.faults();
            List<Sum> sums = ledger.sums();
            return new IntegrityReport(
                    position,
                    faults.isEmpty() && sums.stream().allMatch(Sum::balanced),
                    sums,
                    ledger.accounts(),
                    new TransferCounts(ledger.underWay(), ledger.completed(), ledger.failed()),
                    faults);
        }
    }

    private final EventStore store;
    private final ReadModel<AccountSummary> accounts;
    private final Codec codec = new Codec();
    private @Nullable Uni<IntegrityReport> underWay;

    IntegrityResource(EventStore store, Engine engine) {
        this.store = store;
        this.accounts = engine.readModel(new AccountSummaries());
    }

    @GET
    public Uni<RestResponse<IntegrityReport>> reportIntegrity(@BeanParam Request request) {
        return request.answer(Endpoint.plain(IntegrityReport.class, _ -> sharedReport()));
    }

    /** It reads the whole log: whoever asks meanwhile gets the same one. */
    private synchronized Uni<IntegrityReport> sharedReport() {
        if (underWay == null) {
            underWay = report().onTermination().invoke(this::ended).memoize().indefinitely();
        }
        return underWay;
    }

    private synchronized void ended() {
        underWay = null;
    }

    /** The rows are read first: what they were made from is then in the log. */
    private Uni<IntegrityReport> report() {
        Map<String, Row> rows = new HashMap<>();
        return readRows(rows)
                .chain(store::head)
                .chain(
                        head -> {
                            Ledger ledger = new Ledger(rows);
                            return fold(ledger, head).map(_ -> IntegrityReport.of(ledger, head));
                        });
    }

    private Uni<Void> readRows(Map<String, Row> rows) {
        AtomicReference<String> place = new AtomicReference<>("");
        return Multi.createBy()
                .repeating()
                .uni(() -> page(place.get()))
                .whilst(page -> page.size() == PAGE_SIZE)
                .invoke(page -> page.forEach(row -> rows.put(row.accountId(), rowOf(row))))
                .invoke(page -> place.set(page.isEmpty() ? "" : page.getLast().accountId()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<List<AccountSummary>> page(String after) {
        return accounts.query(
                        ROWS, List.of(Optional.of(after), Optional.of(PAGE_SIZE)), Freshness.ANY)
                .map(Read::value);
    }

    private static Row rowOf(AccountSummary row) {
        return new Row(row.balance(), row.version());
    }

    private Uni<Void> fold(Ledger ledger, long head) {
        AtomicLong place = new AtomicLong();
        return Multi.createBy()
                .repeating()
                .uni(() -> store.read(place.get(), (int) Math.min(PAGE_SIZE, head - place.get())))
                .whilst(events -> !events.isEmpty() && events.getLast().position() < head)
                .invoke(events -> events.forEach(event -> fold(ledger, event)))
                .invoke(events -> place.addAndGet(events.size()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private void fold(Ledger ledger, StoredEvent event) {
        String category = event.stream().category();
        if (category.equals(ACCOUNT.category())) {
            ledger.account(codec.decode(ACCOUNT, event));
        } else if (category.equals(TRANSFER.category())) {
            ledger.transfer(codec.decode(TRANSFER, event));
        }
    }
}
