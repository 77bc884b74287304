package dev.daybook.engine.settings;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** HTTPS instead of HTTP, where a certificate and its key are named. */
public final class Tls {

    /** Of the framework's configuration. */
    public static final String NAME = "https";

    private static final String CERT = "DAYBOOK_TLS_CERT";
    private static final String KEY = "DAYBOOK_TLS_KEY";

    /** Whose certificates clients may show. */
    private static final String CLIENTS = "DAYBOOK_TLS_CLIENTS";

    private Tls() {}

    /**
     * The framework's own settings that make it so; none where nothing is named.
     *
     * @throws WrongSetting if only one of the two is named, or they do not fit each other
     */
    public static Map<String, String> settings(Config config) {
        Optional<String> cert = named(config, CERT);
        Optional<String> key = named(config, KEY);
        if (cert.isEmpty() && key.isEmpty()) {
            return Map.of();
        }
        String certFile = cert.orElseThrow(() -> Pem.alone(KEY, CERT));
        String keyFile = key.orElseThrow(() -> Pem.alone(CERT, KEY));
        Pem.key(KEY, keyFile, Pem.certificates(CERT, certFile).getFirst());
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.tls.https.key-store.pem.0.cert", certFile);
        settings.put("quarkus.tls.https.key-store.pem.0.key", keyFile);
        settings.put("quarkus.http.tls-configuration-name", NAME);
        settings.put("quarkus.http.ssl-port", config.getValue("PORT", String.class));
        settings.put("quarkus.http.insecure-requests", "disabled");
        named(config, CLIENTS)
                .ifPresent(
                        file -> {
                            Pem.certificates(CLIENTS, file);
                            settings.put("quarkus.tls.https.trust-store.pem.certs", file);
                        });
        return settings;
    }

    /** Whether clients have to show a certificate. */
    public static boolean asksClients(Config config) {
        return named(config, CLIENTS).isPresent();
    }

    /** Another one where one of the files has changed. */
    public static String stamp(Config config) {
        return Stream.of(CERT, KEY, CLIENTS)
                .flatMap(name -> named(config, name).stream())
                .map(Tls::stamp)
                .collect(joining(" "));
    }

    private static String stamp(String file) {
        try {
            Path path = Path.of(file);
            return Files.getLastModifiedTime(path) + " " + Files.size(path);
        } catch (IOException e) {
            return "gone";
        }
    }

    private static Optional<String> named(Config config, String setting) {
        return config.getOptionalValue(setting, String.class);
    }
}
