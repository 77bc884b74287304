package dev.daybook.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jose4j.http.Get;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which the issuer signs: read when the first token comes, again each quarter of a
 * minute, and where a token names another one. Where the issuer does not answer, those that are
 * known go on.
 */
final class IssuerKeys implements VerificationKeyResolver {

    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(15);

    /** Neither good nor bad tokens may become a flood of questions. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    private final String issuer;
    private final Get http = new Get();
    private @Nullable VerificationKeyResolver keys;
    private volatile @Nullable IOException lastFailure;
    private volatile long failedAt;

    IssuerKeys(String issuer) {
        this.issuer = issuer;
        http.setConnectTimeout((int) PATIENCE.toMillis());
        http.setReadTimeout((int) PATIENCE.toMillis());
        http.setRetries(0);
    }

    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting)
            throws UnresolvableKeyException {
        try {
            return known().resolveKey(token, nesting);
        } catch (IOException e) {
            throw new UnresolvableKeyException("The issuer does not answer.", e);
        }
    }

    private synchronized VerificationKeyResolver known() throws IOException {
        if (keys == null) {
            HttpsJwks read = new HttpsJwks(address());
            read.setSimpleHttpGet(this::get);
            read.setDefaultCacheDuration(FRESH.toSeconds());
            read.setRetainCacheOnErrorDuration(FRESH.toSeconds());
            read.setRefreshReprieveThreshold(BETWEEN_QUESTIONS.toMillis());
            keys = new HttpsJwksVerificationKeyResolver(read);
        }
        return keys;
    }

    /** Where the keys are, by OpenID Connect Discovery. */
    private String address() throws IOException {
        String discovery = issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
        JsonNode document = new ObjectMapper().readTree(get(discovery).getBody());
        String keysAt = document.path("jwks_uri").asText();
        if (keysAt.isEmpty()) {
            throw new IOException("There is no jwks_uri in " + discovery + ".");
        }
        return keysAt;
    }

    private SimpleResponse get(String url) throws IOException {
        IOException before = lastFailure;
        if (before != null && System.nanoTime() - failedAt < BETWEEN_QUESTIONS.toNanos()) {
            throw before;
        }
        try {
            SimpleResponse answer = http.get(url);
            lastFailure = null;
            return answer;
        } catch (IOException e) {
            failedAt = System.nanoTime();
            lastFailure = e;
            LOG.warnf("The issuer does not answer at %s: %s", url, e.getMessage());
            throw e;
        }
    }
}
