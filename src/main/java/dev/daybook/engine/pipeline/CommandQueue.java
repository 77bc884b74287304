package dev.daybook.engine.pipeline;

import dev.daybook.store.Overloaded;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait for the next batch: bounded in number and in time. Anybody may {@link
 * #offer}; the rest is for the pipeline alone.
 */
final class CommandQueue {

    private static final int MOST_ATTEMPTS = 20;

    private final int capacity;
    private final long patienceNanos;
    private final Queue<PendingCommand<?, ?, ?>> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arrivedCount = new AtomicInteger();
    private final Deque<PendingCommand<?, ?, ?>> putBack = new ArrayDeque<>();

    CommandQueue(int capacity, Duration patience) {
        this.capacity = capacity;
        this.patienceNanos = patience.toNanos();
    }

    /** Takes a command, or refuses it at once where too many are waiting. */
    boolean offer(PendingCommand<?, ?, ?> command) {
        if (arrivedCount.incrementAndGet() > capacity) {
            arrivedCount.decrementAndGet();
            command.fail(new Overloaded("Too many commands are waiting."));
            return false;
        }
        arrived.add(command);
        return true;
    }

    /** How many commands wait that have not been decided yet. */
    int depth() {
        return arrivedCount.get();
    }

    /** Commands to be decided again, before all that arrived after them. */
    void putBack(List<PendingCommand<?, ?, ?>> commands) {
        putBack.addAll(commands);
    }

    /**
     * The next commands in order of arrival, without those whose time is up: these are answered.
     */
    List<PendingCommand<?, ?, ?>> next(int most) {
        List<PendingCommand<?, ?, ?>> commands = new ArrayList<>();
        while (commands.size() < most) {
            PendingCommand<?, ?, ?> command = poll();
            if (command == null) {
                break;
            }
            if (System.nanoTime() - command.enqueuedAt() > patienceNanos) {
                command.fail(new Overloaded("The command waited too long and was not executed."));
            } else if (command.attempts() >= MOST_ATTEMPTS) {
                command.answer(new Outcome.Contended());
            } else {
                commands.add(command);
            }
        }
        return commands;
    }

    private @Nullable PendingCommand<?, ?, ?> poll() {
        PendingCommand<?, ?, ?> command = putBack.poll();
        if (command == null) {
            command = arrived.poll();
            if (command != null) {
                arrivedCount.decrementAndGet();
            }
        }
        return command;
    }
}
