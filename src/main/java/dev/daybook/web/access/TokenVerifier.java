package dev.daybook.web.access;

import static org.jose4j.jws.AlgorithmIdentifiers.*;

import dev.daybook.engine.access.Caller;
import dev.daybook.engine.access.Credential;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.access.Unauthenticated;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Finds out whether a token of the issuer holds: a JWT for this audience, signed with one of the
 * issuer's keys. Its {@code sub} is the caller's name, its {@code scope} what the caller may do.
 */
@Singleton
final class TokenVerifier {

    /** Of the clocks of two machines. */
    private static final int ALLOWED_DIFFERENCE_SECONDS = 5;

    /** None of those where the same key signs and verifies. */
    private static final AlgorithmConstraints ASYMMETRIC =
            new AlgorithmConstraints(
                    ConstraintType.PERMIT,
                    RSA_USING_SHA256,
                    RSA_USING_SHA384,
                    RSA_USING_SHA512,
                    RSA_PSS_USING_SHA256,
                    RSA_PSS_USING_SHA384,
                    RSA_PSS_USING_SHA512,
                    ECDSA_USING_P256_CURVE_AND_SHA256,
                    ECDSA_USING_P384_CURVE_AND_SHA384,
                    ECDSA_USING_P521_CURVE_AND_SHA512,
                    EDDSA);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Optional<IssuerKeys> keys;
    private final Optional<JwtConsumer> consumer;

    @Inject
    TokenVerifier(
            Vertx vertx,
            @ConfigProperty(name = "DAYBOOK_ISSUER") Optional<String> issuer,
            @ConfigProperty(name = "DAYBOOK_AUDIENCE") String audience) {
        this(vertx, issuer, audience, PATIENCE);
    }

    /**
     * @param patience with an answer of the issuer
     */
    TokenVerifier(Vertx vertx, Optional<String> issuer, String audience, Duration patience) {
        this.vertx = vertx;
        this.keys = issuer.map(url -> new IssuerKeys(url, patience));
        this.consumer = keys.map(known -> consumer(issuer.orElseThrow(), audience, known));
    }

    private static JwtConsumer consumer(String issuer, String audience, IssuerKeys keys) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ASYMMETRIC)
                .setVerificationKeyResolver(keys)
                .setExpectedIssuer(issuer)
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(ALLOWED_DIFFERENCE_SECONDS)
                .build();
    }

    /** A key that is gone at the issuer is refused from then on. */
    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void readKeysAgain() {
        keys.ifPresent(IssuerKeys::readAgain);
    }

    /** Whether an issuer is set. */
    boolean isOn() {
        return consumer.isPresent();
    }

    /**
     * Who sent a token.
     *
     * @return fails with {@link Unauthenticated} if it does not hold, and with {@link
     *     IssuerUnavailable} if that cannot be found out now
     */
    Uni<Credential> verify(String token) {
        // side by side: one that waits for the issuer holds up no other
        return vertx.executeBlocking(() -> credential(token), false);
    }

    private Credential credential(String token) {
        try {
            JwtClaims claims = consumer.orElseThrow().processToClaims(token);
            requireAccessToken(claims);
            String scopes = Optional.ofNullable(claims.getClaimValueAsString("scope")).orElse("");
            return new Credential(
                    Caller.named(claims.getSubject(), Scopes.of(List.of(scopes.split(" ")))),
                    "",
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
        } catch (InvalidJwtException | MalformedClaimException e) {
            if (unavailable(e).isPresent()) {
                throw unavailable(e).get();
            }
            throw new Unauthenticated(e.getMessage());
        }
    }

    /** Where a token says what it is for, it is not one to log in or to get others with. */
    private static void requireAccessToken(JwtClaims claims) {
        String type = claims.getClaimValueAsString("typ");
        if (type != null && !type.equalsIgnoreCase("Bearer")) {
            throw new Unauthenticated("a token of another type");
        }
    }

    private static Optional<IssuerUnavailable> unavailable(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return Optional.of(new IssuerUnavailable(cause));
            }
        }
        return Optional.empty();
    }
}
