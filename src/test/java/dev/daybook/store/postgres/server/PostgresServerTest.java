package dev.daybook.store.postgres.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How several servers are written, and how the two drivers are told of them. */
class PostgresServerTest {

    @Test
    void a_port_is_for_all_hosts_or_each_has_its_own() {
        assertEquals(
                List.of(new PostgresServer("a", 5432, "d")), PostgresServer.list("a", "5432", "d"));
        assertEquals(
                List.of(new PostgresServer("a", 5432, "d"), new PostgresServer("b", 5432, "d")),
                PostgresServer.list("a, b", "5432", "d"));
        assertEquals(
                List.of(new PostgresServer("a", 1, "d"), new PostgresServer("b", 2, "d")),
                PostgresServer.list("a,b", "1,2", "d"));
    }

    @Test
    void neither_too_many_nor_too_few_ports_are_taken() {
        assertThrows(IllegalArgumentException.class, () -> PostgresServer.list("a", "1,2", "d"));
        assertThrows(
                IllegalArgumentException.class, () -> PostgresServer.list("a,b,c", "1,2", "d"));
    }

    @Test
    void no_host_is_missing() {
        assertThrows(IllegalArgumentException.class, () -> PostgresServer.list("", "1", "d"));
        assertThrows(IllegalArgumentException.class, () -> PostgresServer.list("a,", "1", "d"));
    }

    @Test
    void both_drivers_know_all_of_them_in_their_order() {
        List<PostgresServer> both = PostgresServer.list("b,a", "2,1", "d");

        assertEquals(
                "jdbc:postgresql://b:2,a:1/d?targetServerType=preferPrimary",
                PostgresServer.jdbcUrl(both));
        assertEquals("postgresql://b:2/d,postgresql://a:1/d", PostgresServer.reactiveUrls(both));
    }
}
