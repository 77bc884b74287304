package dev.daybook.engine.subscription;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets only so many pieces of work be under way at a time; the others wait, in order. */
public final class Bulkhead {

    private final int most;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int underWay;

    public Bulkhead(int most) {
        this.most = most;
    }

    /**
     * The answer of the work once it has had its turn. Nobody who gives up keeps others waiting.
     */
    public <T> Uni<T> take(Uni<T> work) {
        return Uni.createFrom()
                .emitter(
                        answer -> {
                            Runnable turn = () -> run(work, answer);
                            add(turn);
                            answer.onTermination(() -> forget(turn));
                        });
    }

    private <T> void run(Uni<T> work, UniEmitter<? super T> answer) {
        work.subscribe()
                .with(
                        item -> {
                            end();
                            answer.complete(item);
                        },
                        failure -> {
                            end();
                            answer.fail(failure);
                        });
    }

    private void add(Runnable work) {
        synchronized (this) {
            waiting.add(work);
        }
        start();
    }

    private synchronized void forget(Runnable turn) {
        waiting.remove(turn);
    }

    private void end() {
        synchronized (this) {
            underWay--;
        }
        start();
    }

    private void start() {
        Runnable next = next();
        if (next != null) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        if (underWay == most || waiting.isEmpty()) {
            return null;
        }
        underWay++;
        Runnable first = waiting.iterator().next();
        waiting.remove(first);
        return first;
    }
}
