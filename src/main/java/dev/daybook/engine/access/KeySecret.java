package dev.daybook.engine.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secret part of a key, 256 random bits: because it is random, one round of SHA-256 is enough
 * to keep it by. The key as its bearer sends it is {@code dbk_<id>_<64 hex digits>}.
 */
public record KeySecret(String hex) {

    private static final Pattern FORM =
            Pattern.compile("dbk_([A-Za-z0-9._:-]{1,64})_([0-9a-f]{64})");
    private static final int BYTES = 32;

    /** A key as it was sent. */
    record Presented(String keyId, KeySecret secret) {}

    public static KeySecret random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new KeySecret(HexFormat.of().formatHex(bytes));
    }

    /** Whether a credential has the form of a key. */
    public static boolean looksLikeKey(String credential) {
        return credential.startsWith("dbk_");
    }

    static Optional<Presented> parse(String key) {
        Matcher form = FORM.matcher(key);
        return form.matches()
                ? Optional.of(new Presented(form.group(1), new KeySecret(form.group(2))))
                : Optional.empty();
    }

    /** As its bearer sends it. */
    public String key(String keyId) {
        return "dbk_" + keyId + "_" + hex;
    }

    /** By what it is kept. */
    public String hash() {
        return HexFormat.of().formatHex(sha256(hex));
    }

    /** Takes as long for a wrong one as for the right one. */
    boolean fits(String hash) {
        return MessageDigest.isEqual(hash().getBytes(US_ASCII), hash.getBytes(US_ASCII));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    /** Not the secret. */
    @Override
    public String toString() {
        return "KeySecret";
    }
}
