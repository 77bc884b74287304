package dev.daybook.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL and a password file are read as. */
class ShorthandsTest {

    @Test
    void a_url_names_all_that_it_has() {
        assertEquals(
                Map.of(
                        "POSTGRES_USER",
                        "teller",
                        "POSTGRES_PASSWORD",
                        "p@ss:word+",
                        "POSTGRES_HOST",
                        "db-a,db-b",
                        "POSTGRES_PORT",
                        "6432,5432",
                        "POSTGRES_DB",
                        "books",
                        "POSTGRES_SSLMODE",
                        "verify-full",
                        "POSTGRES_SSLROOTCERT",
                        "/run/ca file.crt"),
                spelledOut(
                        "postgresql://teller:p%40ss:word+@db-a:6432,db-b/books?sslmode=verify-full&sslrootcert=/run/ca%20file.crt"));
    }

    @Test
    void what_a_url_leaves_out_stays_as_it_is_set_but_for_the_port() {
        assertEquals(
                Map.of("POSTGRES_HOST", "db", "POSTGRES_PORT", "5432"),
                spelledOut("postgres://db"));
        assertEquals(
                Map.of(
                        "POSTGRES_HOST",
                        "db",
                        "POSTGRES_PORT",
                        "5432",
                        "POSTGRES_USER",
                        "u",
                        "POSTGRES_PASSWORD",
                        "p"),
                spelledOut("postgresql://db/?user=u&password=p"));
    }

    @Test
    void an_empty_port_is_the_usual_one() {
        assertEquals("5432", spelledOut("postgresql://db:/books").get("POSTGRES_PORT"));
    }

    @Test
    void an_address_of_ipv6_keeps_its_brackets() {
        Map<String, String> settings = spelledOut("postgresql://[::1]:6432/books");
        assertEquals("[::1]", settings.get("POSTGRES_HOST"));
        assertEquals("6432", settings.get("POSTGRES_PORT"));
    }

    @Test
    void nothing_is_said_where_nothing_is_set() {
        assertEquals(Map.of(), spelledOut(Map.of("POSTGRES_URL", "")));
    }

    @Test
    void the_password_of_a_file_outranks_that_of_a_url(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), " from a file\n");
        assertEquals(
                " from a file",
                spelledOut(
                                Map.of(
                                        "POSTGRES_URL",
                                        "postgresql://u:p@db/books",
                                        "POSTGRES_PASSWORD_FILE",
                                        secret.toString()))
                        .get("POSTGRES_PASSWORD"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "books",
                "mysql://u:secret@db/books",
                "postgresql:books",
                "postgresql://u:sec ret@db/books",
                "postgresql://u:secret%@db/books",
                "postgresql:///books",
                "postgresql://u:sec/ret@db/books",
                "postgresql://u:1234/sec@db/books",
                "postgresql://u:sec#ret@db/books",
                "postgresql://u:1#sec@db/books",
                "postgresql://u:sec?ret@db/books",
                "postgresql://u:1?sec=ret@db/books",
                "postgresql://db/books?sec.ret",
                "postgresql://u:secret@db-a,,db-b/books",
                "postgresql://u:secret@db:port/books",
                "postgresql://u:secret@::1/books"
            })
    void what_is_no_such_url_is_refused_without_telling_a_password(String url) {
        String said = assertThrows(WrongSetting.class, () -> spelledOut(url)).getMessage();
        assertTrue(said.startsWith("POSTGRES_URL "), said);
        assertFalse(said.contains("sec"), said);
    }

    @Test
    void an_unknown_parameter_is_named() {
        String said =
                assertThrows(
                                WrongSetting.class,
                                () -> spelledOut("postgresql://u:secret@db/books?ssl=true"))
                        .getMessage();
        assertEquals(
                "POSTGRES_URL has the parameter 'ssl'; it must be one of password, sslcert, sslkey, sslmode,"
                        + " sslrootcert, user.",
                said);
    }

    @Test
    void a_password_file_that_is_not_there_is_named() {
        String said =
                assertThrows(
                                WrongSetting.class,
                                () -> spelledOut(Map.of("POSTGRES_PASSWORD_FILE", "/no/where")))
                        .getMessage();
        assertTrue(said.startsWith("POSTGRES_PASSWORD_FILE is '/no/where'"), said);
    }

    private static Map<String, String> spelledOut(String url) {
        return spelledOut(Map.of("POSTGRES_URL", url));
    }

    private static Map<String, String> spelledOut(Map<String, String> settings) {
        return Shorthands.spelledOut(
                new SmallRyeConfigBuilder().withDefaultValues(settings).build());
    }
}
