package dev.daybook.web.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.daybook.engine.access.Credential;
import dev.daybook.engine.access.Unauthenticated;
import dev.daybook.support.Wait;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a token is held to, and how the issuer is asked for its keys. */
class TokenVerifierTest {

    private static final long SECOND = 1_000_000_000;
    private static final RsaJsonWebKey PUBLISHED = key("published");
    private static final RsaJsonWebKey UNKNOWN = key("unknown");

    private final AtomicInteger questions = new AtomicInteger();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private volatile RsaJsonWebKey signsWith = PUBLISHED;
    private volatile boolean away;
    private volatile boolean hangs;
    private volatile String broken = "";
    private volatile boolean hanging;
    private Vertx vertx;
    private HttpServer issuer;
    private TokenVerifier tokens;

    @BeforeEach
    void start() throws IOException {
        vertx = Vertx.vertx();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        issuer.createContext("/.well-known/openid-configuration", this::describe);
        issuer.createContext("/keys", this::publish);
        issuer.start();
        tokens = patient(Duration.ofMinutes(1));
    }

    private TokenVerifier patient(Duration patience) {
        return new TokenVerifier(vertx, Optional.of(url()), "daybook", patience);
    }

    @AfterEach
    void stop() {
        released.complete(null);
        issuer.stop(0);
        vertx.closeAndAwait();
    }

    @Test
    void a_token_of_the_issuer_for_this_service_names_its_bearer_and_the_scopes() {
        Credential holds = verify(token(PUBLISHED, _ -> {}));
        assertEquals(Optional.of("user-1"), holds.caller().name());
        assertTrue(holds.caller().scopes().allow("accounts:read"));
    }

    @Test
    void a_token_that_lacks_a_claim_or_is_there_for_something_else_does_not_hold() {
        assertRefused(claims -> claims.unsetClaim("exp"));
        assertRefused(claims -> claims.unsetClaim("sub"));
        assertRefused(claims -> claims.unsetClaim("aud"));
        assertRefused(claims -> claims.unsetClaim("iss"));
        assertRefused(claims -> claims.setClaim("typ", "ID"));
        assertRefused(claims -> claims.setClaim("typ", "Refresh"));
    }

    @Test
    void a_flood_of_unknown_keys_is_no_flood_of_questions_and_turns_no_good_token_away() {
        String unknown = token(UNKNOWN, _ -> {});
        String good = token(PUBLISHED, _ -> {});
        long began = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            assertThrows(Unauthenticated.class, () -> verify(unknown));
            verify(good);
        }
        assertBounded(began);
    }

    @Test
    void a_new_key_is_found_once_a_second_has_passed_since_the_last_question() {
        verify(token(PUBLISHED, _ -> {}));
        signsWith = UNKNOWN;
        String next = token(UNKNOWN, _ -> {});
        Wait.until("the new key is known", () -> holds(next));
    }

    @Test
    void a_key_that_is_gone_is_refused_however_long_the_issuer_lets_it_be_kept() {
        String old = token(PUBLISHED, _ -> {});
        verify(old);
        signsWith = UNKNOWN;
        Wait.until(
                "the key is refused",
                () -> {
                    tokens.readKeysAgain();
                    return !holds(old);
                });
    }

    @Test
    void while_the_issuer_is_away_no_token_with_an_unknown_key_is_called_wrong() {
        String known = token(PUBLISHED, _ -> {});
        String unknown = token(UNKNOWN, _ -> {});
        verify(known);
        int before = questions.get();
        away = true;
        // what was read is kept, and known as old
        Wait.until(
                "the issuer was asked again",
                () -> {
                    tokens.readKeysAgain();
                    return questions.get() > before;
                });
        verify(known);
        assertThrows(IssuerUnavailable.class, () -> verify(unknown));
    }

    @Test
    void an_answer_without_keys_is_none_and_is_not_asked_for_by_each_token() {
        String token = token(PUBLISHED, _ -> {});
        broken = "<html>Back soon</html>";
        long began = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            assertThrows(IssuerUnavailable.class, () -> verify(token));
        }
        assertBounded(began);
        broken = "";
        Wait.until("the issuer is known", () -> isKnown(token));
    }

    @Test
    void no_good_token_waits_for_an_issuer_that_hangs() {
        String known = token(PUBLISHED, _ -> {});
        String unknown = token(UNKNOWN, _ -> {});
        verify(known);
        hangs = true;
        CompletableFuture<Void> reads =
                CompletableFuture.runAsync(() -> Wait.until("an answer", this::readsAgain));
        Wait.until("the issuer hangs", () -> hanging);
        CompletableFuture<Void> waits =
                CompletableFuture.runAsync(
                        () -> assertThrows(Unauthenticated.class, () -> verify(unknown)));
        assertEquals(Optional.of("user-1"), verify(known).caller().name());
        assertFalse(waits.isDone());
        released.complete(null);
        Wait.answerOf(reads);
        Wait.answerOf(waits);
    }

    /** Whether the issuer hung until it was released; it is asked once a second. */
    private boolean readsAgain() {
        tokens.readKeysAgain();
        return released.isDone();
    }

    @Test
    void an_issuer_that_hangs_is_away() {
        tokens = patient(Duration.ofMillis(200));
        hangs = true;
        String token = token(PUBLISHED, _ -> {});
        assertThrows(IssuerUnavailable.class, () -> verify(token));
    }

    /** The first for where the keys are, and one a second. */
    private void assertBounded(long began) {
        long seconds = (System.nanoTime() - began) / SECOND;
        assertTrue(questions.get() <= seconds + 2, questions + " in " + seconds + " s");
    }

    private void assertRefused(Consumer<JwtClaims> change) {
        String token = token(PUBLISHED, change);
        assertThrows(Unauthenticated.class, () -> verify(token));
    }

    private boolean holds(String token) {
        try {
            verify(token);
            return true;
        } catch (Unauthenticated e) {
            return false;
        }
    }

    private boolean isKnown(String token) {
        try {
            return holds(token);
        } catch (IssuerUnavailable e) {
            return false;
        }
    }

    private Credential verify(String token) {
        return Wait.answerOf(tokens.verify(token));
    }

    private String token(RsaJsonWebKey key, Consumer<JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(url());
        claims.setAudience("daybook");
        claims.setSubject("user-1");
        claims.setClaim("scope", "accounts:read");
        claims.setClaim("typ", "Bearer");
        claims.setExpirationTimeMinutesInTheFuture(10);
        change.accept(claims);
        JsonWebSignature signed = new JsonWebSignature();
        signed.setPayload(claims.toJson());
        signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signed.setKeyIdHeaderValue(key.getKeyId());
        signed.setKey(key.getPrivateKey());
        try {
            return signed.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private String url() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private void describe(HttpExchange http) throws IOException {
        answer(http, "{\"jwks_uri\":\"" + url() + "/keys\"}");
    }

    private void publish(HttpExchange http) throws IOException {
        if (hangs) {
            hanging = true;
            released.join();
        }
        http.getResponseHeaders().add("Cache-Control", "public, max-age=86400");
        answer(http, new JsonWebKeySet(signsWith).toJson(OutputControlLevel.PUBLIC_ONLY));
    }

    private void answer(HttpExchange http, String good) throws IOException {
        questions.incrementAndGet();
        try (http) {
            String body = broken.isEmpty() ? good : broken;
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(away ? 503 : 200, bytes.length);
            http.getResponseBody().write(bytes);
        }
    }
}
