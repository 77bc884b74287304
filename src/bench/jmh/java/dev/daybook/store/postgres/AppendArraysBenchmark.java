package dev.daybook.store.postgres;

import dev.daybook.engine.pipeline.DepositBatch;
import dev.daybook.store.StreamAppend;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
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

/** Turning a decided batch into the parameters of the append statement. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AppendArraysBenchmark {

    @Param private DepositBatch.Shape batch = DepositBatch.Shape.ONE;

    private final UUID head = UUID.randomUUID();
    private List<StreamAppend> appends = List.of();

    @Setup
    public void prepare() {
        appends = new DepositBatch(batch).decide();
    }

    @Benchmark
    public Tuple assemble() {
        return AppendArrays.of(head, appends, append -> append.confirmedAt() >= 1);
    }
}
