package dev.daybook.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for this machine that signed itself, with its key, by the JDK's own tool. */
public final class TestCertificate {

    private static final String PASSWORD = "of-a-test";
    private static final String ALIAS = "only";

    private final KeyStore store;

    private TestCertificate(KeyStore store) {
        this.store = store;
    }

    /**
     * @param folder for a file that nobody needs afterwards
     */
    public static TestCertificate make(Path folder, String name)
            throws IOException, GeneralSecurityException {
        return make(folder, name, "ip:127.0.0.1,dns:localhost");
    }

    /**
     * @param machines whose certificate it is, as keytool's {@code san} has them
     */
    public static TestCertificate make(Path folder, String name, String machines)
            throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=" + machines,
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                file.toString())
                        .inheritIO()
                        .start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError("keytool made no certificate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new TestCertificate(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
    }

    public void write(Path certFile, Path keyFile) throws IOException, GeneralSecurityException {
        Certificate certificate = store.getCertificate(ALIAS);
        Key key = store.getKey(ALIAS, PASSWORD.toCharArray());
        Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
        Files.writeString(certFile, pem("CERTIFICATE", certificate.getEncoded()));
    }

    /** A client that trusts one certificate. */
    public SSLContext trusted() throws GeneralSecurityException, IOException {
        return context(null);
    }

    /** The same, that shows a certificate of its own. */
    public SSLContext trustedBy(TestCertificate client)
            throws GeneralSecurityException, IOException {
        return context(client);
    }

    private SSLContext context(TestCertificate client)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        if (client == null) {
            context.init(null, trust.getTrustManagers(), null);
        } else {
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            own.init(client.store, PASSWORD.toCharArray());
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        }
        return context;
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        what,
                        Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(encoded),
                        what);
    }
}
