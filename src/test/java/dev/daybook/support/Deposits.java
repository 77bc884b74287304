package dev.daybook.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Deposits without end, to whichever instance answers. */
public final class Deposits {

    private static final int ACCOUNTS = 20;

    private final Cluster cluster;
    private final AtomicInteger made = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;

    public Deposits(Cluster cluster) throws IOException {
        this.cluster = cluster;
        for (int number = 0; number < ACCOUNTS; number++) {
            String body = "{\"accountId\":\"acc-%d\",\"ownerId\":\"o\",\"currency\":\"USD\"}";
            cluster.service(0).post("/api/accounts", body.formatted(number));
        }
        for (int client = 0; client < 8; client++) {
            Random random = new Random(client);
            clients.add(Thread.ofVirtual().start(() -> run(random)));
        }
    }

    private void run(Random random) {
        while (!over) {
            try {
                String path = "/api/accounts/acc-%d/deposits".formatted(random.nextInt(ACCOUNTS));
                String body =
                        "{\"amount\":1,\"currency\":\"USD\",\"transactionId\":\"%s\"}"
                                .formatted(UUID.randomUUID());
                if (cluster.service(random.nextInt(2)).post(path, body).statusCode() == 200) {
                    made.incrementAndGet();
                }
            } catch (IOException e) {
                Thread.onSpinWait(); // it was killed
            }
        }
    }

    public void await(int more) {
        int before = made.get();
        Wait.until("deposits are made", () -> made.get() >= before + more);
    }

    public void end() {
        over = true;
        clients.forEach(
                client -> {
                    try {
                        client.join();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
