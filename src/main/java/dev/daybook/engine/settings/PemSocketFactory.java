package dev.daybook.engine.settings;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.NonValidatingFactory.NonValidatingTM;
import org.postgresql.ssl.WrappedFactory;

/**
 * Lets the JDBC driver show a certificate whose key is in PEM, as the reactive client does; of its
 * own it reads other formats only.
 */
@RegisterForReflection // by its name, from DatabaseTls
public final class PemSocketFactory extends WrappedFactory {

    private static final String ALIAS = "own";
    private static final char[] NO_PASSWORD = {};

    /**
     * @param driver the properties of the connection, of which {@code sslrootcert} may be missing:
     *     then every server is believed
     */
    public PemSocketFactory(Properties driver) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                own(driver.getProperty("sslcert"), driver.getProperty("sslkey")),
                believed(driver.getProperty("sslrootcert")),
                null);
        this.factory = context.getSocketFactory();
    }

    private static KeyManager[] own(String certFile, String keyFile)
            throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = Pem.certificates(DatabaseTls.CERT, certFile);
        KeyStore keys = empty();
        keys.setKeyEntry(
                ALIAS,
                Pem.key(DatabaseTls.KEY, keyFile, chain.getFirst()),
                NO_PASSWORD,
                chain.toArray(X509Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, NO_PASSWORD);
        return managers.getKeyManagers();
    }

    private static TrustManager[] believed(@Nullable String rootFile)
            throws GeneralSecurityException, IOException {
        if (rootFile == null) {
            return new TrustManager[] {new NonValidatingTM()};
        }
        KeyStore roots = empty();
        for (X509Certificate root : Pem.certificates(DatabaseTls.ROOT, rootFile)) {
            roots.setCertificateEntry("root" + roots.size(), root);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(roots);
        return managers.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
