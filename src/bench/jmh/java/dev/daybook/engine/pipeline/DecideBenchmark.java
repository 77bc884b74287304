package dev.daybook.engine.pipeline;

import dev.daybook.store.StreamAppend;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Deciding a batch: the decider, the next state, the JSON of events and metadata. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecideBenchmark {

    @Param private DepositBatch.Shape batch = DepositBatch.Shape.ONE;

    private DepositBatch deposits = new DepositBatch(batch);

    /** Again, because JMH sets the shape after construction. */
    @Setup
    public void prepare() {
        deposits = new DepositBatch(batch);
    }

    @Benchmark
    public List<StreamAppend> decide() {
        return deposits.decide();
    }
}
