package dev.daybook.engine.webhook;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Asks for the addresses of a host. */
@FunctionalInterface
public interface Names {

    /** All that it has; fails where it has none. */
    Uni<List<InetAddress>> addresses(String host);

    /**
     * Those of the system, asked on threads of their own: a name server may take its time, and is
     * asked for a name once at a time.
     */
    static Names ofSystem(Vertx vertx, int threads) {
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("webhook-names", threads);
        Map<String, Uni<List<InetAddress>>> underWay = new ConcurrentHashMap<>();
        return host ->
                underWay.computeIfAbsent(
                        host,
                        _ ->
                                ask(workers, host)
                                        .onTermination()
                                        .invoke(() -> underWay.remove(host))
                                        .memoize()
                                        .indefinitely());
    }

    private static Uni<List<InetAddress>> ask(WorkerExecutor workers, String host) {
        return Uni.createFrom()
                .completionStage(
                        () ->
                                workers.executeBlocking(
                                                () -> List.of(InetAddress.getAllByName(host)),
                                                false)
                                        .toCompletionStage());
    }
}
