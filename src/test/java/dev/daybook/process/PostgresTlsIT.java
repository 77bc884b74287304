package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.DatabaseServer;
import dev.daybook.support.Service;
import dev.daybook.support.TestCertificate;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections to a PostgreSQL that takes the role of the service over TLS alone: by a password, or
 * by a certificate.
 */
class PostgresTlsIT {

    private static final String PASSWORD = "p@ss:$${word}";

    @TempDir Path folder;

    private DatabaseServer server;
    private TestDatabase database;

    @BeforeEach
    void startServer() throws IOException, GeneralSecurityException {
        Path data = folder.resolve("postgres");
        server = DatabaseServer.startIn(data);
        database = server.database();
        database.execute("create role teller login password '" + PASSWORD + "'");
        database.execute("create role clerk login");
        database.execute("grant create on schema public to teller, clerk");
        certificate("clerk", "clerk", "dns:clerk");
        certificate("server", "server", "ip:127.0.0.1,dns:localhost");
        encrypt(database, data, "server");
        Files.writeString(Path.of(file("password")), PASSWORD + "\n");
        Path rules = data.resolve("pg_hba.conf");
        Files.writeString(
                rules,
                """
                hostssl all teller 127.0.0.1/32 scram-sha-256
                hostssl all clerk 127.0.0.1/32 cert
                hostnossl all teller,clerk 127.0.0.1/32 reject
                """
                        + Files.readString(rules));
        database.execute("select pg_reload_conf()");
        Wait.until("the new rules hold", () -> !database.accepts("teller", "wrong"));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** Lets a server show a certificate, and believe the clerk's. */
    private void encrypt(TestDatabase there, Path data, String name) throws IOException {
        Path key = Path.of(file(name + ".key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(key, "unix:uid", Files.getAttribute(data, "unix:uid"));
        there.execute("alter system set ssl_cert_file = '" + file(name + ".crt") + "'");
        there.execute("alter system set ssl_key_file = '" + key + "'");
        there.execute("alter system set ssl_ca_file = '" + file("clerk.crt") + "'");
        there.execute("alter system set ssl = on");
        there.execute("select pg_reload_conf()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "prefer", "require"})
    void a_password_from_a_file_over_an_encrypted_connection(String mode) {
        Map<String, String> settings = settings(mode);
        settings.put("POSTGRES_USER", "teller");
        settings.put("POSTGRES_PASSWORD_FILE", file("password"));
        assertWorksEncrypted(settings, "teller");
    }

    @Test
    void a_url_with_a_root_that_the_server_is_verified_by() {
        Map<String, String> settings = new HashMap<>();
        settings.put("EVENT_STORE_KIND", "postgres");
        settings.put(
                "POSTGRES_URL",
                "postgresql://teller:p%%40ss%%3A$$%%7Bword%%7D@127.0.0.1:%d/postgres?sslmode=verify-full&sslrootcert=%s"
                        .formatted(database.port(), file("server.crt")));
        assertWorksEncrypted(settings, "teller");
    }

    @Test
    void a_certificate_instead_of_a_password() {
        Map<String, String> settings = settings("verify-full");
        settings.put("POSTGRES_SSLROOTCERT", file("server.crt"));
        settings.put("POSTGRES_USER", "clerk");
        settings.put("POSTGRES_SSLCERT", file("clerk.crt"));
        settings.put("POSTGRES_SSLKEY", file("clerk.key"));
        assertWorksEncrypted(settings, "clerk");

        settings.keySet().removeIf(name -> name.startsWith("POSTGRES_SSL"));
        settings.put("POSTGRES_SSLMODE", "require");
        settings.put("POSTGRES_SSLCERT", file("clerk.crt"));
        settings.put("POSTGRES_SSLKEY", file("clerk.key"));
        assertWorksEncrypted(settings, "clerk");
    }

    @Test
    void a_connection_that_the_server_takes_encrypted_only_is_refused_by_what_it_says() {
        Map<String, String> settings = settings("disable");
        settings.put("POSTGRES_USER", "teller");
        settings.put("POSTGRES_PASSWORD_FILE", file("password"));
        assertRefused(settings, "POSTGRES_SSLMODE 'disable'", "pg_hba.conf");
    }

    @Test
    void a_server_that_nobody_vouches_for_is_refused()
            throws IOException, GeneralSecurityException {
        certificate("other", "other", "ip:127.0.0.1");
        Map<String, String> settings = settings("verify-ca");
        settings.put("POSTGRES_USER", "teller");
        settings.put("POSTGRES_PASSWORD_FILE", file("password"));
        settings.put("POSTGRES_SSLROOTCERT", file("other.crt"));
        assertRefused(settings, "POSTGRES_SSLMODE 'verify-ca'", "PKIX");
    }

    @Test
    void a_certificate_for_another_machine_is_refused_where_the_name_is_verified()
            throws IOException, GeneralSecurityException {
        certificate("elsewhere", "elsewhere", "dns:elsewhere.example");
        encrypt(database, folder.resolve("postgres"), "elsewhere");
        Map<String, String> settings = settings("verify-full");
        settings.put("POSTGRES_USER", "teller");
        settings.put("POSTGRES_PASSWORD_FILE", file("password"));
        settings.put("POSTGRES_SSLROOTCERT", file("elsewhere.crt"));
        assertRefused(settings, "POSTGRES_SSLMODE 'verify-full'", "127.0.0.1");

        settings.put("POSTGRES_SSLMODE", "verify-ca");
        assertWorksEncrypted(settings, "teller");
    }

    /** Also where it is only met later, when the first server is gone. */
    @Test
    void another_server_that_nobody_vouches_for_gets_no_connection()
            throws IOException, GeneralSecurityException {
        try (DatabaseServer foreign = DatabaseServer.startIn(folder.resolve("foreign"))) {
            Map<String, String> settings = settings("verify-ca");
            settings.put("POSTGRES_USER", "teller");
            settings.put("POSTGRES_PASSWORD_FILE", file("password"));
            settings.put("POSTGRES_SSLROOTCERT", file("server.crt"));
            settings.put("POSTGRES_HOST", "127.0.0.1,127.0.0.1");
            settings.put("POSTGRES_PORT", database.port() + "," + foreign.database().port());
            TestDatabase other = foreign.database();
            other.execute("create role teller login");
            certificate("foreign", "foreign", "ip:127.0.0.1");
            encrypt(other, folder.resolve("foreign"), "foreign");
            try (Service service = Service.start(settings)) {
                server.kill();
                Wait.until(
                        "the other one is refused",
                        () ->
                                service.log()
                                        .lines()
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                        "No database server takes writes")
                                                                && line.contains(
                                                                        ":"
                                                                                + other.port()
                                                                                + " (")));
                assertFalse(service.log().contains("goes on with"), service::log);
            }
        }
    }

    private void assertWorksEncrypted(Map<String, String> settings, String role) {
        try (Service service = Service.start(settings)) {
            new Teller(service).open("acc-" + service.port());
            assertTrue(
                    database.number(
                                    "select count(*) from pg_stat_activity join pg_stat_ssl using (pid)"
                                            + " where ssl and usename = '%s'".formatted(role))
                            > 0);
            assertEquals(
                    0,
                    database.number(
                            "select count(*) from pg_stat_activity join pg_stat_ssl using (pid)"
                                    + " where not ssl and usename = '%s'".formatted(role)));
        }
    }

    private static void assertRefused(Map<String, String> settings, String... words) {
        try (Service service = Service.launch(settings)) {
            assertNotEquals(0, service.exitCode(), service::log);
            SettingsIT.assertOneLine(service.log(), words);
        }
    }

    private Map<String, String> settings(String mode) {
        Map<String, String> settings = new HashMap<>(server.settings());
        settings.put("POSTGRES_SSLMODE", mode);
        return settings;
    }

    private void certificate(String file, String name, String machines)
            throws IOException, GeneralSecurityException {
        TestCertificate.make(folder, name, machines)
                .write(Path.of(file(file + ".crt")), Path.of(file(file + ".key")));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
