package dev.daybook.store.postgres.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.Stored;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A table that does not fit the rows of its projection is told before anything is served. */
class ReadTablesTest {

    record ParcelSummary(
            String parcelId,
            Currency currency,
            long weight,
            int stops,
            boolean express,
            UUID label,
            LocalDate day,
            Instant sentAt,
            List<String> places,
            @Nullable String remark) {}

    static final class Parcels implements Projection.Fold<String, ParcelSummary> {
        @Override
        public ParcelSummary fold(Optional<ParcelSummary> before, Recorded<String> event) {
            return before.orElseThrow();
        }
    }

    @Stored(name = "parcel_log")
    record ParcelEntry(String parcelId, long streamVersion, @Nullable Long weight) {}

    static final class ParcelEntries implements Projection.Journal<String, ParcelEntry> {
        @Override
        public List<ParcelEntry> entries(Recorded<String> event) {
            return List.of();
        }
    }

    private static final String SUMMARY =
            """
            create table parcel_summary (
                parcel_id text        not null collate "C" primary key,
                currency  text        not null,
                weight    bigint      not null,
                stops     int         not null,
                express   boolean     not null,
                label     uuid        not null,
                day       date        not null,
                sent_at   timestamptz not null,
                places    jsonb       not null,
                remark    text
            );\
            """;

    private static final String LOG =
            """
            create table parcel_log (
                parcel_id      text   not null,
                stream_version bigint not null,
                weight         bigint,
                primary key (parcel_id, stream_version)
            );\
            """;

    private final TestLog log = TestLog.in(TestDatabase.empty());
    private final ReadTables tables = new ReadTables(log.newPool(), TestLog.statements());

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void a_missing_table_is_told_with_the_statement_that_makes_it() {
        assertEquals(
                "There is no read table parcel_summary for ParcelSummary. A migration has to make"
                        + " it:\n"
                        + SUMMARY
                        + "\n"
                        + "There is no read table parcel_log for ParcelEntry. A migration has to"
                        + " make it:\n"
                        + LOG,
                complaint());
    }

    @Test
    void tables_made_by_these_statements_fit() {
        make();
        check();
    }

    @Test
    void a_column_that_a_migration_added_may_be_null_or_have_a_default() {
        make();
        change("alter column weight drop not null");
        change("add column colour text");
        change("add column size int not null default 1");
        check();
    }

    @Test
    void a_missing_column_is_told() {
        make();
        change("rename column weight to weight_grams");
        assertWrong("weight is missing, weight_grams is not null, but no part of the row");
    }

    @Test
    void a_wrong_type_is_told() {
        make();
        change("alter column weight type int");
        change("alter column sent_at type timestamp");
        change("alter column currency type varchar(3)");
        assertWrong(
                "currency is character varying(3) instead of text, weight is int instead of bigint,"
                        + " sent_at is timestamp without time zone instead of timestamptz");
    }

    @Test
    void a_value_that_may_be_missing_needs_a_column_that_may_be_null() {
        make();
        change("alter column remark set not null");
        assertWrong("remark is not null, but @Nullable in the row");
    }

    @Test
    void rows_that_are_replaced_need_their_key() {
        make();
        change("drop constraint parcel_summary_pkey");
        assertWrong("parcel_id is not the primary key");
    }

    private void make() {
        log.database().execute(SUMMARY);
        log.database().execute(LOG);
    }

    private void change(String change) {
        log.database().execute("alter table parcel_summary " + change);
    }

    private void check() {
        Wait.answerOf(tables.requireFit(List.of(new Parcels(), new ParcelEntries())));
    }

    private void assertWrong(String wrong) {
        assertEquals(
                "The read table parcel_summary does not fit ParcelSummary: "
                        + wrong
                        + ". What fits is:\n"
                        + SUMMARY,
                complaint());
    }

    private String complaint() {
        return assertThrows(UnfitTable.class, this::check).getMessage();
    }
}
