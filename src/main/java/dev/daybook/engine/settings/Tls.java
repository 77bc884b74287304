package dev.daybook.engine.settings;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern PEM_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

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
        String certFile = cert.orElseThrow(() -> alone(KEY, CERT));
        String keyFile = key.orElseThrow(() -> alone(CERT, KEY));
        requireFit(certificate(CERT, certFile), keyFile);
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.tls.https.key-store.pem.0.cert", certFile);
        settings.put("quarkus.tls.https.key-store.pem.0.key", keyFile);
        settings.put("quarkus.http.tls-configuration-name", NAME);
        settings.put("quarkus.http.ssl-port", config.getValue("PORT", String.class));
        settings.put("quarkus.http.insecure-requests", "disabled");
        named(config, CLIENTS)
                .ifPresent(
                        file -> {
                            certificate(CLIENTS, file);
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

    private static WrongSetting alone(String set, String missing) {
        return new WrongSetting(set + " is set, and " + missing + " is not; both are needed.");
    }

    private static X509Certificate certificate(String setting, String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(pem);
        } catch (IOException | GeneralSecurityException e) {
            throw wrong(setting, file, "no certificate in PEM can be read there", e);
        }
    }

    private static void requireFit(X509Certificate certificate, String keyFile) {
        try {
            String algorithm = certificate.getPublicKey().getAlgorithm();
            PrivateKey key = key(keyFile, algorithm);
            Signature signature =
                    Signature.getInstance(
                            algorithm.startsWith("Ed")
                                    ? algorithm
                                    : "SHA256with" + algorithm.replace("EC", "ECDSA"));
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            if (!signature.verify(signed)) {
                throw new WrongSetting(
                        KEY + " is '" + keyFile + "', which is not the key of the certificate.");
            }
        } catch (IOException | GeneralSecurityException e) {
            throw wrong(
                    KEY,
                    keyFile,
                    "no private key of the certificate (PKCS#8, PEM) can be read there",
                    e);
        }
    }

    private static PrivateKey key(String file, String algorithm)
            throws IOException, GeneralSecurityException {
        Matcher pem = PEM_KEY.matcher(Files.readString(Path.of(file)));
        if (!pem.find()) {
            throw new GeneralSecurityException("not a PEM file of a private key");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private static WrongSetting wrong(String name, String file, String what, Exception cause) {
        return new WrongSetting(
                "%s is '%s'; %s: %s.".formatted(name, file, what, cause.getMessage()));
    }
}
