package dev.daybook.engine.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * By what a process remembers credentials instead of by their text: the text as a polynomial over
 * the field of 2<sup>61</sup> - 1 elements, at two random points that only this process knows.
 *
 * <p>Two texts of n bytes have the same fingerprint with a chance of at most the square of n /
 * 2<sup>60</sup>, whoever chose them, as nobody learns the points: a fingerprint never leaves the
 * process. It takes the same time for all texts of a length, and a fraction of that of SHA-256,
 * which would have to be paid at each request.
 */
final class Fingerprints {

    private static final int FIELD_BITS = 61;
    private static final long FIELD = (1L << FIELD_BITS) - 1;

    /** As many whole bytes as fit into an element. */
    private static final int STEP = 7;

    private final long firstPoint;
    private final long secondPoint;

    record Fingerprint(long first, long second) {}

    Fingerprints() {
        this(element(new SecureRandom()), element(new SecureRandom()));
    }

    /** At points below 2<sup>61</sup> - 1. */
    Fingerprints(long firstPoint, long secondPoint) {
        this.firstPoint = firstPoint;
        this.secondPoint = secondPoint;
    }

    private static long element(SecureRandom random) {
        return random.nextLong(FIELD);
    }

    Fingerprint of(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteBuffer padded = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + Long.BYTES));
        long first = bytes.length;
        long second = bytes.length;
        for (int at = 0; at < bytes.length; at += STEP) {
            long word = padded.getLong(at) >>> Byte.SIZE;
            first = times(first, firstPoint) + word;
            second = times(second, secondPoint) + word;
        }
        return new Fingerprint(
                times(first, firstPoint) % FIELD, times(second, secondPoint) % FIELD);
    }

    /**
     * In the field, but for a multiple of its size.
     *
     * @param value less than 2<sup>62</sup>
     * @return less than 2<sup>61</sup> + 4
     */
    private static long times(long value, long point) {
        long high = Math.multiplyHigh(value, point);
        long low = value * point;
        long sum = (low & FIELD) + (low >>> FIELD_BITS | high << Long.SIZE - FIELD_BITS);
        return (sum & FIELD) + (sum >>> FIELD_BITS);
    }
}
