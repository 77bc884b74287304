package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Cluster;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that open accounts, move money and look at what they did, each time through any instance
 * of a cluster. A command bears a key and is sent until it is answered; so the log must hold what
 * was acknowledged, and nothing else.
 */
final class Traffic implements AutoCloseable {

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    private Traffic() {}

    /** Starts so many clients. */
    static Traffic start(Cluster cluster, int clients, long seed) {
        Traffic traffic = new Traffic();
        for (int number = 0; number < clients; number++) {
            Customer next =
                    new Customer(cluster, traffic, seed + "-" + number, new Random(seed + number));
            traffic.clients.add(Thread.ofVirtual().start(next::run));
        }
        return traffic;
    }

    /** Waits until so many more commands were acknowledged. */
    void awaitAcknowledged(int more) {
        int wanted = acknowledged.size() + more;
        Wait.until(wanted + " commands are acknowledged", () -> acknowledged.size() >= wanted);
    }

    /** Every client has its last command answered. */
    void finish() {
        stopped = true;
        Wait.until("the clients end", () -> clients.stream().noneMatch(Thread::isAlive));
    }

    @Override
    public void close() {
        finish();
    }

    /** An instance that was let alone answered everything, and nothing was answered wrongly. */
    void assertAnswersWereRight() {
        assertEquals(List.of(), wrong.stream().limit(5).toList(), wrong.size() + " wrong");
        assertTrue(reads.get() > 0 && !acknowledged.isEmpty(), toString());
    }

    void assertTheLogIsWhatWasAcknowledged(TestDatabase database) {
        List<String> logged =
                database.rows(
                        "select coalesce(payload->>'transactionId', stream_id) from events where category <> 'audit' order by 1");
        Set<String> missing = new HashSet<>(acknowledged);
        logged.forEach(missing::remove);
        assertEquals(Set.of(), missing, "acknowledged, but not in the log");
        Set<String> more = new HashSet<>(logged);
        more.removeAll(acknowledged);
        assertEquals(Set.of(), more, "in the log, but not acknowledged");
        assertEquals(acknowledged.size(), logged.size(), "events");
    }

    @Override
    public String toString() {
        return "%d commands acknowledged, %d refused, %d to be sent again, %d reads, %d of them late, %d requests lost with their instance"
                .formatted(
                        acknowledged.size(),
                        refused.get(),
                        again.get(),
                        reads.get(),
                        late.get(),
                        lost.get());
    }

    boolean isOver() {
        return stopped;
    }

    void acknowledged(String key) {
        acknowledged.add(key);
    }

    void refused() {
        refused.incrementAndGet();
    }

    void sentAgain() {
        again.incrementAndGet();
    }

    void lost() {
        lost.incrementAndGet();
    }

    void read() {
        reads.incrementAndGet();
    }

    void readLate() {
        late.incrementAndGet();
    }

    void wrong(String what) {
        wrong.add(what);
    }
}
