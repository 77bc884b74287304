package dev.daybook.engine.codec;

import static dev.daybook.accounts.Account.ACCOUNT;

import dev.daybook.accounts.Account.Event;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.UuidV7;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding one stored deposit, as a projection does that has not seen it in memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecodeBenchmark {

    /** A power of two. */
    private static final int EVENTS = 1024;

    private final Codec codec = new Codec();
    private final List<StoredEvent> events =
            IntStream.range(0, EVENTS).mapToObj(DecodeBenchmark::deposit).toList();
    private int next;

    @Benchmark
    public Recorded<Event> decode() {
        return codec.decode(ACCOUNT, events.get(next++ & EVENTS - 1));
    }

    /** The JSON with the blanks that PostgreSQL puts into the text of a {@code jsonb}. */
    private static StoredEvent deposit(int number) {
        return new StoredEvent(
                1_000_000 + number,
                ACCOUNT.stream("00000000-0000-4000-8000-%012d".formatted(number)),
                100,
                UuidV7.next(),
                "MoneyDeposited",
                1,
                """
                {"money": {"amount": 1, "currency": "USD"}, "transactionId": "%s"}"""
                        .formatted(UuidV7.next()),
                """
                {"commandId": "%s", "correlationId": "%s"}"""
                        .formatted(UuidV7.next(), UuidV7.next()),
                Instant.now());
    }
}
