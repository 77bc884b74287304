package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.support.Cluster;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that read an account again and again, each through one instance after the other: the row,
 * the list of its owner and its history. What they read is never older than what they read before,
 * as long as it is through the same instance.
 */
final class Readers implements AutoCloseable {

    private static final List<String> PATHS =
            List.of(
                    "/api/accounts/%1$s",
                    "/api/accounts/%1$s/history?limit=1", "/api/accounts?ownerId=owner&limit=5");

    private final Cluster cluster;
    private final String account;
    private final AtomicLong reads = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Set<String> owners = ConcurrentHashMap.newKeySet();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    private Readers(Cluster cluster, String account) {
        this.cluster = cluster;
        this.account = account;
    }

    /** Starts so many clients. */
    static Readers of(Cluster cluster, String account, int clients) {
        Readers readers = new Readers(cluster, account);
        for (int client = 0; client < clients; client++) {
            int number = client;
            readers.clients.add(Thread.ofVirtual().start(() -> readers.run(number)));
        }
        return readers;
    }

    /** Waits until so many more reads were answered. */
    void awaitReads(int more) {
        long wanted = reads.get() + more;
        Wait.until(wanted + " reads", () -> reads.get() >= wanted);
    }

    /** Every read was answered with what is, or was shortly before. */
    void assertAllRight() {
        assertEquals(List.of(), wrong.stream().limit(5).toList());
    }

    /** Whether the account was once shown with this owner. */
    boolean saw(String owner) {
        return owners.contains(owner);
    }

    @Override
    public String toString() {
        return "%d reads, %d of them failed".formatted(reads.get(), wrong.size());
    }

    private void run(int client) {
        Map<String, Long> versions = new HashMap<>();
        for (int number = client; !stopped; number++) {
            int instance = number % cluster.size();
            try {
                read(instance, PATHS.get(number % PATHS.size()).formatted(account), versions);
            } catch (IOException e) {
                wrong.add("instance " + instance + ": " + e);
            }
            reads.incrementAndGet();
        }
    }

    private void read(int instance, String path, Map<String, Long> versions) throws IOException {
        HttpResponse<String> answer = cluster.service(instance).get(path);
        if (answer.statusCode() != 200) {
            wrong.add(instance + ", " + path + ": " + answer.statusCode() + " " + answer.body());
            return;
        }
        long version = version(Teller.json(answer));
        Long before = versions.put(instance + path, version);
        if (before != null && version < before) {
            wrong.add(instance + ", " + path + ": " + version + " after " + before);
        }
    }

    private long version(JsonNode read) {
        if (read.has("ownerId")) {
            owners.add(read.path("ownerId").asText());
        }
        return read.has("entries")
                ? read.path("entries").path(0).path("streamVersion").asLong()
                : read.path("version").asLong(-1);
    }

    @Override
    public void close() {
        stopped = true;
        Wait.until("the readers end", () -> clients.stream().noneMatch(Thread::isAlive));
    }
}
