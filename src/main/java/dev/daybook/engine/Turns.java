package dev.daybook.engine;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Lets only so many pieces of work be under way at a time; the others wait, in order. */
final class Turns {

    private final int most;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    Turns(int most) {
        this.most = most;
    }

    /**
     * The answer of the work once it has had its turn. Nobody who gives up keeps others waiting.
     */
    <T> Uni<T> take(Uni<T> work) {
        return Uni.createFrom()
                .emitter(
                        answer -> {
                            add(
                                    () ->
                                            work.subscribe()
                                                    .with(
                                                            item -> {
                                                                end();
                                                                answer.complete(item);
                                                            },
                                                            failure -> {
                                                                end();
                                                                answer.fail(failure);
                                                            }));
                        });
    }

    private void add(Runnable work) {
        synchronized (this) {
            waiting.add(work);
        }
        start();
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
        return waiting.remove();
    }
}
