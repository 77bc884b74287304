package dev.daybook.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.TestCertificate;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings for encrypted connections go together; PostgresTlsIT shows what they do. */
class DatabaseTlsTest {

    private static final String REACTIVE = "quarkus.datasource.reactive.";

    @TempDir Path folder;

    @Test
    void nothing_is_encrypted_unless_it_is_asked_for() {
        assertEquals("disable", of("disable").settings().get(REACTIVE + "postgresql.ssl-mode"));
        assertEquals(Map.of("sslmode", "disable"), of("disable").driverProperties());
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "prefer", "require"})
    void a_server_is_believed_where_nothing_is_verified(String mode) {
        assertEquals("true", of(mode).settings().get(REACTIVE + "trust-all"));
    }

    @ParameterizedTest
    @CsvSource({"verify-ca, false", "verify-full, true"})
    void the_name_of_a_server_is_looked_at_where_all_is_verified(String mode, boolean looks)
            throws IOException, GeneralSecurityException {
        Map<String, String> settings =
                of(mode, "POSTGRES_SSLROOTCERT", certificate("root", "root")).settings();
        assertEquals("false", settings.get(REACTIVE + "trust-all"));
        assertEquals(
                looks, settings.containsKey(REACTIVE + "hostname-verification-algorithm"), mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void who_verifies_has_to_say_by_what(String mode) {
        assertRefused("POSTGRES_SSLMODE is '" + mode + "', which needs POSTGRES_SSLROOTCERT", mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "prefer", "require"})
    void a_root_that_nothing_would_be_verified_by_is_refused(String mode)
            throws IOException, GeneralSecurityException {
        assertRefused(
                "POSTGRES_SSLROOTCERT is set, but POSTGRES_SSLMODE is '" + mode + "'",
                mode,
                "POSTGRES_SSLROOTCERT",
                certificate("root", "root"));
    }

    @Test
    void a_file_without_a_certificate_is_named() throws IOException {
        String empty = Files.createFile(folder.resolve("empty")).toString();
        assertRefused(
                "POSTGRES_SSLROOTCERT is '" + empty + "'",
                "verify-ca",
                "POSTGRES_SSLROOTCERT",
                empty);
        String missing = folder.resolve("missing").toString();
        assertRefused(
                "POSTGRES_SSLROOTCERT is '" + missing + "'",
                "verify-ca",
                "POSTGRES_SSLROOTCERT",
                missing);
    }

    @Test
    void a_certificate_and_its_key_go_together() throws IOException, GeneralSecurityException {
        String cert = certificate("own", "own");
        assertRefused("POSTGRES_SSLKEY is not", "require", "POSTGRES_SSLCERT", cert);
        assertRefused("POSTGRES_SSLCERT is not", "require", "POSTGRES_SSLKEY", key("own"));
        certificate("other", "other");
        assertRefused(
                "which is not the key of the certificate",
                "require",
                "POSTGRES_SSLCERT",
                cert,
                "POSTGRES_SSLKEY",
                key("other"));
        assertRefused(
                "which shows no certificate",
                "disable",
                "POSTGRES_SSLCERT",
                cert,
                "POSTGRES_SSLKEY",
                key("own"));
    }

    @Test
    void the_certificates_of_a_file_are_found_beside_its_key()
            throws IOException, GeneralSecurityException {
        String both = certificate("own", "own");
        Files.writeString(
                Path.of(both),
                Files.readString(Path.of(key("own"))) + Files.readString(Path.of(both)));
        assertEquals(
                both,
                of("require", "POSTGRES_SSLCERT", both, "POSTGRES_SSLKEY", both)
                        .driverProperties()
                        .get("sslkey"));
    }

    @Test
    void a_key_that_is_cut_off_is_named() throws IOException, GeneralSecurityException {
        String cert = certificate("own", "own");
        Files.writeString(
                Path.of(key("own")),
                "-----BEGIN PRIVATE KEY-----\nMIG2A\n-----END PRIVATE KEY-----\n");
        assertRefused(
                "POSTGRES_SSLKEY is '" + key("own") + "'",
                "require",
                "POSTGRES_SSLCERT",
                cert,
                "POSTGRES_SSLKEY",
                key("own"));
    }

    private String certificate(String file, String name)
            throws IOException, GeneralSecurityException {
        Path cert = folder.resolve(file + ".crt");
        TestCertificate.make(folder, name).write(cert, Path.of(key(file)));
        return cert.toString();
    }

    private String key(String file) {
        return folder.resolve(file + ".key").toString();
    }

    private static void assertRefused(String words, String mode, String... more) {
        String said = assertThrows(WrongSetting.class, () -> of(mode, more)).getMessage();
        assertTrue(said.contains(words), said);
    }

    private static DatabaseTls of(String mode, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("POSTGRES_SSLMODE", mode));
        for (int name = 0; name < more.length; name += 2) {
            settings.put(more[name], more[name + 1]);
        }
        return DatabaseTls.of(new SmallRyeConfigBuilder().withDefaultValues(settings).build());
    }
}
