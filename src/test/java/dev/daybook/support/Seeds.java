package dev.daybook.support;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What random tests begin with: the same seeds in every build, and fresh ones. Each is printed as
 * the option that repeats a failure: with {@code -Dseed} there is no other one.
 */
public final class Seeds {

    /** How many fresh ones a test gets; {@code -P soak} asks for more. */
    private static final int FRESH = Integer.getInteger("seeds", 1);

    private Seeds() {}

    /** Those of a test: so many fixed ones, 1 and on, and the fresh ones. */
    public static List<Long> of(String test, int fixed) {
        List<Long> seeds = new ArrayList<>();
        if (Long.getLong("seed") == null) {
            LongStream.rangeClosed(1, fixed).forEach(seeds::add);
        }
        for (int number = 0; number < FRESH; number++) {
            seeds.add(fresh(test));
        }
        return seeds.stream().distinct().toList();
    }

    /** A fresh one, or the one that is given. */
    public static long fresh(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test + ": -Dseed=" + seed);
        return seed;
    }
}
