package dev.daybook.web.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jose4j.http.Get;
import org.jose4j.http.Response;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which the issuer signs: read when the first token comes, again now and then, and
 * where a token names another one. Where the issuer does not answer, those that are known go on.
 */
final class IssuerKeys implements VerificationKeyResolver {

    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);

    /** Neither good nor bad tokens may become a flood of questions. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    /** Until they are read again. */
    private static final long FOREVER_SECONDS = Integer.MAX_VALUE;

    private final String issuer;
    private final Get http = new Get();
    private volatile @Nullable HttpsJwks keys;
    private volatile @Nullable IOException lastFailure;
    private volatile long failedAt;
    private final Object asking = new Object();
    private long askedForToken;

    /**
     * @param patience with an answer
     */
    IssuerKeys(String issuer, Duration patience) {
        this.issuer = issuer;
        http.setConnectTimeout((int) patience.toMillis());
        http.setReadTimeout((int) patience.toMillis());
        http.setRetries(0);
    }

    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting)
            throws UnresolvableKeyException {
        try {
            HttpsJwks read = known();
            try {
                return resolver(read).resolveKey(token, nesting);
            } catch (UnresolvableKeyException e) {
                askForToken(read);
                return resolver(read).resolveKey(token, nesting);
            }
        } catch (IOException e) {
            throw unanswered(e);
        } catch (UnresolvableKeyException e) {
            IOException failure = lastFailure;
            // not found among old keys: whether there is a newer one is not known
            throw failure == null ? e : unanswered(failure);
        } catch (JoseException e) {
            throw new IllegalStateException("keySet() lets no such answer pass", e);
        }
    }

    private static VerificationKeyResolver resolver(HttpsJwks read)
            throws IOException, JoseException {
        return new JwksVerificationKeyResolver(read.getJsonWebKeys());
    }

    /**
     * Looks for a key that may be new. Who does so at the same time waits and finds it too; when
     * the clock has read the keys is no matter, as the key may be newer.
     */
    private void askForToken(HttpsJwks read) throws IOException, JoseException {
        synchronized (asking) {
            long now = System.nanoTime();
            if (now - askedForToken >= BETWEEN_QUESTIONS.toNanos()) {
                askedForToken = now;
                read.refresh();
            }
        }
    }

    private static UnresolvableKeyException unanswered(IOException failure) {
        return new UnresolvableKeyException("The issuer does not answer.", failure);
    }

    /**
     * Reads the keys again, where they were read before, so that one that is gone is missed soon.
     * No token does that, as it would wait for the issuer. Where there is no answer, they stay.
     */
    void readAgain() {
        HttpsJwks read = keys;
        if (read == null) {
            return;
        }
        try {
            read.refresh();
        } catch (IOException e) {
            LOG.debug("The keys that are known go on.", e);
        } catch (JoseException e) {
            throw new IllegalStateException("keySet() lets no such answer pass", e);
        }
    }

    private synchronized HttpsJwks known() throws IOException {
        HttpsJwks read = keys;
        if (read == null) {
            read = new HttpsJwks(address());
            read.setSimpleHttpGet(this::get);
            read.setDefaultCacheDuration(FOREVER_SECONDS);
            read.setRefreshReprieveThreshold(0);
            keys = read;
            synchronized (asking) {
                askedForToken = System.nanoTime(); // the first token has them read
            }
        }
        return read;
    }

    /** Where the keys are, by OpenID Connect Discovery. */
    private String address() throws IOException {
        return ask(
                issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration",
                IssuerKeys::keysAt);
    }

    private static String keysAt(String document) throws IOException {
        String keysAt = new ObjectMapper().readTree(document).path("jwks_uri").asText();
        if (keysAt.isEmpty()) {
            throw new IOException("There is no jwks_uri.");
        }
        return keysAt;
    }

    /** Without its headers: for how long keys are kept is not for the issuer to say. */
    private SimpleResponse get(String url) throws IOException {
        return new Response(200, "OK", Map.of(), ask(url, IssuerKeys::keySet));
    }

    private static String keySet(String document) throws IOException {
        try {
            new JsonWebKeySet(document);
            return document;
        } catch (JoseException e) {
            throw new IOException("There are no keys.", e);
        }
    }

    private String ask(String url, Reading reading) throws IOException {
        IOException before = lastFailure;
        if (before != null && System.nanoTime() - failedAt < BETWEEN_QUESTIONS.toNanos()) {
            throw before;
        }
        try {
            String read = reading.of(http.get(url).getBody());
            lastFailure = null;
            return read;
        } catch (IOException e) {
            failedAt = System.nanoTime();
            lastFailure = e;
            LOG.warnf("The issuer does not answer at %s: %s", url, e.getMessage());
            throw e;
        }
    }

    /** Takes what is needed out of an answer; one without it is as good as none. */
    private interface Reading {
        String of(String body) throws IOException;
    }
}
