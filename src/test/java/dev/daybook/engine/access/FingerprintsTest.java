package dev.daybook.engine.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.daybook.engine.access.Fingerprints.Fingerprint;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What stands for a credential in memory. */
class FingerprintsTest {

    private static final BigInteger FIELD = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);

    private final Random random = new Random(61);

    @Test
    void is_the_polynomial_of_the_text_at_both_points() {
        for (int length = 0; length < 700; length++) {
            String text = text(length);
            long first = random.nextLong(FIELD.longValue());
            long second = FIELD.longValue() - 1 - length;
            assertEquals(
                    new Fingerprint(polynomial(text, first), polynomial(text, second)),
                    new Fingerprints(first, second).of(text));
        }
    }

    @Test
    void no_two_texts_have_the_same_even_where_they_differ_in_one_bit_or_in_length() {
        Fingerprints fingerprints = new Fingerprints();
        Set<Fingerprint> seen = new HashSet<>();
        String text = text(570);
        seen.add(fingerprints.of(text));
        for (int i = 0; i < text.length(); i++) {
            char other = (char) (text.charAt(i) ^ 1);
            seen.add(fingerprints.of(text.substring(0, i) + other + text.substring(i + 1)));
            seen.add(fingerprints.of(text.substring(0, i)));
        }
        for (int zeros = 1; zeros < 20; zeros++) {
            seen.add(fingerprints.of(text + "\0".repeat(zeros)));
        }
        assertEquals(1 + 2 * text.length() + 19, seen.size());
    }

    @Test
    void is_another_one_in_another_process() {
        assertNotEquals(new Fingerprints().of("credential"), new Fingerprints().of("credential"));
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(1, 127));
        }
        return text.toString();
    }

    /** By the definition. */
    private static long polynomial(String text, long point) {
        byte[] bytes = text.getBytes(UTF_8);
        BigInteger at = BigInteger.valueOf(point);
        BigInteger sum = BigInteger.valueOf(bytes.length);
        for (int i = 0; i < bytes.length; i += 7) {
            BigInteger word =
                    new BigInteger(1, Arrays.copyOf(Arrays.copyOfRange(bytes, i, bytes.length), 7));
            sum = sum.multiply(at).add(word);
        }
        return sum.multiply(at).mod(FIELD).longValue();
    }
}
