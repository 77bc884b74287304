package dev.daybook.engine.pipeline;

import dev.daybook.engine.command.Outcome;
import dev.daybook.store.Overloaded;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait for the next batch: bounded in number and in time, and served in turns to
 * those who sent them, so that nobody waits for another one's flood. Anybody may {@link #offer};
 * the rest is for the pipeline alone.
 *
 * <p>Turns after Nagle, <i>On Packet Switches with Infinite Storage</i> (RFC 970). Where it is full
 * the last command of whoever has most goes, after Suter et al., <i>Design Considerations for
 * Supporting TCP with Per-flow Queueing</i> (1998).
 */
final class CommandQueue<W extends CommandQueue.Waiting> {

    /** A command that waits, or several that go together. */
    interface Waiting {

        /** Who sent it; nobody known is one sender. */
        String sender();

        /** In {@link System#nanoTime}. */
        long enqueuedAt();

        /** How often it was decided on a version that turned out to be stale. */
        int attempts();

        void answer(Outcome outcome);

        void fail(Throwable failure);
    }

    private static final int MOST_ATTEMPTS = 20;

    /** The commands of one sender, in order of arrival. */
    private record Line<W>(String sender, Deque<W> commands) {

        int length() {
            return commands.size();
        }
    }

    private final int capacity;
    private final long patienceNanos;
    private final Deque<W> putBack = new ArrayDeque<>();

    /** These two, and the number, are for whoever holds the lock: each sender who has a command. */
    private final Map<String, Line<W>> lines = new HashMap<>();

    private final Queue<Line<W>> turns = new ArrayDeque<>();
    private int waiting;

    CommandQueue(int capacity, Duration patience) {
        this.capacity = capacity;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Takes a command, or refuses one at once where too many are waiting: this one, or that of
     * somebody who has more of them there.
     *
     * @return whether this one was taken
     */
    boolean offer(W command) {
        W refused = takeIn(command);
        if (refused != null) {
            refused.fail(new Overloaded("Too many commands are waiting."));
        }
        return refused != command;
    }

    private synchronized @Nullable W takeIn(W command) {
        String sender = command.sender();
        Line<W> line = lines.get(sender);
        W refused = null;
        if (waiting >= capacity) {
            refused = makeRoom(line == null ? 0 : line.length());
            if (refused == null) {
                return command;
            }
        }
        if (line == null) {
            line = new Line<>(sender, new ArrayDeque<>());
            lines.put(sender, line);
            turns.add(line);
        }
        line.commands().add(command);
        waiting++;
        return refused;
    }

    /**
     * For a command of somebody who has so many there: nothing where that would be more than their
     * share. Where it is not, somebody else has two more at least.
     */
    private @Nullable W makeRoom(int own) {
        int senders = own == 0 ? lines.size() + 1 : lines.size();
        if ((long) (own + 1) * senders > waiting) {
            return null;
        }
        Line<W> longest = Collections.max(lines.values(), Comparator.comparing(Line::length));
        waiting--;
        return longest.commands().pollLast();
    }

    /** How many commands wait that have not been decided yet. */
    synchronized int depth() {
        return waiting;
    }

    /** Commands to be decided again, before all that arrived after them. */
    void putBack(List<W> commands) {
        putBack.addAll(commands);
    }

    /**
     * The next commands, one of each sender in turn, without those whose time is up: these are
     * answered.
     */
    List<W> next(int most) {
        List<W> commands = new ArrayList<>();
        int missing = most;
        while (missing > 0) {
            List<W> taken = take(missing);
            if (taken.isEmpty()) {
                break;
            }
            taken.stream().filter(this::isStillWanted).forEach(commands::add);
            missing = most - commands.size();
        }
        return commands;
    }

    private boolean isStillWanted(W command) {
        if (System.nanoTime() - command.enqueuedAt() > patienceNanos) {
            command.fail(new Overloaded("The command waited too long and was not executed."));
            return false;
        }
        if (command.attempts() >= MOST_ATTEMPTS) {
            command.answer(new Outcome.Contended());
            return false;
        }
        return true;
    }

    private List<W> take(int most) {
        List<W> taken = new ArrayList<>();
        while (taken.size() < most && !putBack.isEmpty()) {
            taken.add(putBack.remove());
        }
        takeInTurns(most, taken);
        return taken;
    }

    private synchronized void takeInTurns(int most, List<W> taken) {
        while (taken.size() < most && !turns.isEmpty()) {
            Line<W> line = turns.remove();
            taken.add(line.commands().remove());
            waiting--;
            if (line.length() == 0) {
                lines.remove(line.sender());
            } else {
                turns.add(line);
            }
        }
    }
}
