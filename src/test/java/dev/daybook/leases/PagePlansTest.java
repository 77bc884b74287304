package dev.daybook.leases;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page costs what it shows, however much there is: each row that is read is in it. */
class PagePlansTest {

    private final TestDatabase database = TestDatabase.migrated();

    /** Those that are asked for come last, by lease. */
    @BeforeEach
    void fill() {
        database.execute(
                """
                insert into lease_summary
                select 'lease-' || lpad(n::text, 6, '0'), 'tenant-' || n / 10, 'property-' || n / 10, null,
                       '2026-01-01', '2026-12-31', '2027-01-01', 1000, 'EUR', 'ACTIVE', null, null, 0, 0, 1, now(), now()
                from generate_series(1, 20000) n
                """);
        database.execute(
                """
                insert into property_summary
                select 'property-' || lpad(n::text, 6, '0'), 'street', 'City-' || n / 10, '1', 'DE', 'manager-' || n / 10,
                       '[{"unitId": "a"}]', 1, now(), now()
                from generate_series(1, 20000) n
                """);
        database.execute("analyze lease_summary, property_summary");
    }

    @Test
    void those_of_a_tenant_are_read_by_tenant() throws SQLException {
        assertReadBy(
                "lease_summary_tenant",
                list(LeaseList.OF_TENANT, "'tenant-1999', null, 'ACTIVE', null, 26"));
    }

    @Test
    void those_of_a_property_are_read_by_property() throws SQLException {
        assertReadBy(
                "lease_summary_property",
                list(LeaseList.OF_PROPERTY, "null, 'property-1999', 'ACTIVE', null, 26"));
    }

    @Test
    void all_are_read_page_by_page() throws SQLException {
        String plan = list(LeaseList.ALL, "null, null, null, 'lease-019000', 26");
        assertReadBy("lease_summary_pkey", plan);
        assertTrue(plan.contains("rows=26"), plan);
    }

    private String list(String statement, String values) throws SQLException {
        return plan("text, text, text, text, int", statement, values);
    }

    @Test
    void properties_of_a_city_are_read_by_city() throws SQLException {
        String plan = search(PropertyResource.IN_CITY, "'City-1999', null");
        assertReadBy("property_summary_city", properties(plan));
    }

    @Test
    void properties_of_a_manager_are_read_by_manager() throws SQLException {
        String plan = search(PropertyResource.OF_MANAGER, "null, 'manager-1999'");
        assertReadBy("property_summary_manager", properties(plan));
    }

    private String search(String statement, String values) throws SQLException {
        return plan(
                "text, text, boolean, bigint, bigint, text, text, int",
                statement,
                values + ", null, null, null, null, null, 26");
    }

    /** Where the properties are read; for each of them its leases are. */
    private static String properties(String plan) {
        String read =
                plan.lines()
                        .filter(line -> line.contains("property_summary"))
                        .collect(joining("\n"));
        assertTrue(read.contains("rows=10"), plan);
        return read;
    }

    private static void assertReadBy(String index, String plan) {
        assertTrue(plan.contains("Index Scan using " + index), plan);
        assertEquals(1, plan.split("Scan using", -1).length - 1, plan);
        assertFalse(plan.contains("Rows Removed by Filter"), plan);
    }

    /** As the service plans: once for all values. */
    private String plan(String types, String statement, String values) throws SQLException {
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("set enable_seqscan = off");
            sql.execute("set plan_cache_mode = force_generic_plan");
            sql.execute("prepare page (%s) as %s".formatted(types, statement));
            StringBuilder plan = new StringBuilder();
            try (ResultSet lines =
                    sql.executeQuery(
                            "explain (analyze, costs off, timing off, summary off) execute page ("
                                    + values
                                    + ")")) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
            return plan.toString();
        }
    }
}
