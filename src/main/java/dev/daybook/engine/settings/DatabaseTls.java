package dev.daybook.engine.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * How connections to PostgreSQL are encrypted and whom they believe, with the words of libpq: the
 * same for the reactive client and for the JDBC driver, which migrates.
 */
final class DatabaseTls {

    static final String MODE = "POSTGRES_SSLMODE";
    static final String ROOT = "POSTGRES_SSLROOTCERT";
    static final String CERT = "POSTGRES_SSLCERT";
    static final String KEY = "POSTGRES_SSLKEY";

    static final String[] MODES = {
        "disable", "allow", "prefer", "require", "verify-ca", "verify-full"
    };

    private static final String REACTIVE = "quarkus.datasource.reactive.";
    private static final String JDBC = "quarkus.datasource.jdbc.additional-jdbc-properties.";

    private final String mode;
    private final Optional<String> root;
    private final Optional<String> cert;
    private final Optional<String> key;

    private DatabaseTls(Config config) {
        this.mode = config.getValue(MODE, String.class);
        this.root = config.getOptionalValue(ROOT, String.class);
        this.cert = config.getOptionalValue(CERT, String.class);
        this.key = config.getOptionalValue(KEY, String.class);
    }

    /**
     * @throws WrongSetting if a file cannot be read, or files and mode do not fit each other
     */
    static DatabaseTls of(Config config) {
        DatabaseTls tls = new DatabaseTls(config);
        tls.requireRoot();
        tls.requireOwn();
        return tls;
    }

    private void requireRoot() {
        if (root.isPresent() != verifies()) {
            throw new WrongSetting(
                    verifies()
                            ? "%s is '%s', which needs %s: a PEM file of the certificates to believe."
                                    .formatted(MODE, mode, ROOT)
                            : "%s is set, but %s is '%s', which believes every server; it must be verify-ca or verify-full."
                                    .formatted(ROOT, MODE, mode));
        }
        root.ifPresent(file -> Pem.certificates(ROOT, file));
    }

    private void requireOwn() {
        if (cert.isEmpty() && key.isEmpty()) {
            return;
        }
        String certFile = cert.orElseThrow(() -> Pem.alone(KEY, CERT));
        String keyFile = key.orElseThrow(() -> Pem.alone(CERT, KEY));
        if (mode.equals("disable")) {
            throw new WrongSetting(
                    "%s is set, but %s is '%s', which shows no certificate."
                            .formatted(CERT, MODE, mode));
        }
        Pem.key(KEY, keyFile, Pem.certificates(CERT, certFile).getFirst());
    }

    private boolean verifies() {
        return mode.startsWith("verify-");
    }

    /** Of the JDBC driver. */
    Map<String, String> driverProperties() {
        Map<String, String> properties = new HashMap<>(Map.of("sslmode", mode));
        root.ifPresent(file -> properties.put("sslrootcert", file));
        cert.ifPresent(
                file -> {
                    properties.put("sslcert", file);
                    properties.put("sslkey", key.orElseThrow());
                    properties.put("sslfactory", PemSocketFactory.class.getName());
                });
        return properties;
    }

    /** The framework's own, for both drivers. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        driverProperties().forEach((name, value) -> settings.put(JDBC + name, value));
        settings.put(REACTIVE + "postgresql.ssl-mode", mode);
        settings.put(REACTIVE + "trust-all", String.valueOf(!verifies()));
        root.ifPresent(
                file -> {
                    settings.put(REACTIVE + "trust-certificate-pem", "true");
                    settings.put(REACTIVE + "trust-certificate-pem.certs", file);
                });
        if (mode.equals("verify-full")) {
            settings.put(REACTIVE + "hostname-verification-algorithm", "HTTPS");
        }
        cert.ifPresent(
                file -> {
                    settings.put(REACTIVE + "key-certificate-pem", "true");
                    settings.put(REACTIVE + "key-certificate-pem.certs", file);
                    settings.put(REACTIVE + "key-certificate-pem.keys", key.orElseThrow());
                });
        return settings;
    }

    @Override
    public String toString() {
        return MODE + " '" + mode + "'";
    }
}
