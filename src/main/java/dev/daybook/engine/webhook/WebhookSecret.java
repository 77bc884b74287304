package dev.daybook.engine.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an endpoint knows the service by: 24 to 64 bytes, written {@code whsec_} and Base64. It
 * signs by the symmetric scheme of Standard Webhooks 1.0.0, HMAC-SHA256.
 */
public record WebhookSecret(String text) {

    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int NEW_BYTES = 32;
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    /**
     * @throws IllegalArgumentException if the text is no such secret; the message does not hold it
     */
    public WebhookSecret {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("A secret of a webhook begins with " + PREFIX + ".");
        }
        int length = key(text).length;
        if (length < FEWEST_BYTES || length > MOST_BYTES) {
            throw new IllegalArgumentException("A secret of a webhook has 24 to 64 bytes.");
        }
    }

    public static WebhookSecret random() {
        byte[] bytes = new byte[NEW_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    /**
     * One of the signatures in {@code webhook-signature}.
     *
     * @param at the time of the attempt, which counts to the second
     */
    String sign(WebhookMessage message, Instant at) {
        String signed = message.id() + "." + at.getEpochSecond() + "." + message.body();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(text), ALGORITHM));
            return VERSION
                    + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA256.", e);
        }
    }

    private static byte[] key(String text) {
        try {
            return Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("A secret of a webhook is written in Base64.");
        }
    }

    /** Not the secret. */
    @Override
    public String toString() {
        return "WebhookSecret";
    }
}
