package dev.daybook.process;

import dev.daybook.support.Cluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** One client of the {@link Traffic}: opens accounts, moves money on them and looks at them. */
final class Customer {

    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(20);
    private static final Set<String> TRY_AGAIN =
            Set.of("concurrent-modification", "idempotency-key-in-flight");

    private final Cluster cluster;
    private final Traffic traffic;
    private final String name;
    private final Random random;
    private final List<String> accounts = new ArrayList<>();
    private int commands;

    /**
     * @param name that no other one has
     */
    Customer(Cluster cluster, Traffic traffic, String name, Random random) {
        this.cluster = cluster;
        this.traffic = traffic;
        this.name = name;
        this.random = random;
    }

    void run() {
        while (!traffic.isOver()) {
            if (accounts.isEmpty() || random.nextInt(50) == 0) {
                open();
            } else {
                move(accounts.get(random.nextInt(accounts.size())));
            }
        }
    }

    private void open() {
        String id = "a-%s-%d".formatted(name, commands++);
        String body =
                "{\"accountId\":\"%s\",\"ownerId\":\"owner\",\"currency\":\"USD\"}".formatted(id);
        command("/api/accounts", body, id)
                .ifPresent(
                        answer -> {
                            accounts.add(id);
                            look(id, answer);
                        });
    }

    private void move(String account) {
        String id = "t-%s-%d".formatted(name, commands++);
        String kind = random.nextInt(3) == 0 ? "withdrawals" : "deposits";
        String body =
                "{\"amount\":%d,\"currency\":\"USD\",\"transactionId\":\"%s\"}"
                        .formatted(1 + random.nextInt(100), id);
        command("/api/accounts/" + account + "/" + kind, body, id)
                .filter(_ -> random.nextInt(5) == 0)
                .ifPresent(answer -> look(account, answer));
    }

    /** The acknowledgement, unless it was refused. */
    private Optional<HttpResponse<String>> command(String path, String body, String key) {
        while (true) {
            int instance = anyInstance();
            Optional<HttpResponse<String>> answer =
                    tried(instance, () -> cluster.service(instance).post(path, body, key));
            if (answer.isPresent() && answer.get().statusCode() < 300) {
                traffic.acknowledged(key);
                return answer;
            }
            if (answer.isPresent() && !isToBeSentAgain(answer.get())) {
                if (answer.get().statusCode() != 422) {
                    traffic.wrong(path + ": " + answer.get().body());
                }
                traffic.refused();
                return Optional.empty();
            }
            traffic.sentAgain();
            LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
        }
    }

    /** What was acknowledged is shown by any instance. */
    private void look(String account, HttpResponse<String> written) {
        int instance = anyInstance();
        String position = written.headers().firstValue("Event-Position").orElseThrow();
        Map<String, String> headers =
                random.nextBoolean()
                        ? Map.of("Min-Position", position, "Prefer", "wait=10")
                        : Map.of();
        tried(instance, () -> cluster.service(instance).get("/api/accounts/" + account, headers))
                .ifPresent(answer -> judge(answer, written, headers.isEmpty()));
    }

    private void judge(
            HttpResponse<String> answer, HttpResponse<String> written, boolean anyPosition) {
        traffic.read();
        if (answer.statusCode() == 503
                && (hasCode(answer, "shutting-down")
                        || !anyPosition && hasCode(answer, "projection-behind"))) {
            traffic.readLate();
        } else if (answer.statusCode() == 200) {
            if (!anyPosition && version(answer) < version(written)) {
                traffic.wrong(answer.body() + " does not show " + written.body());
            }
        } else if (!anyPosition || answer.statusCode() != 404) {
            traffic.wrong(answer.uri() + ": " + answer.body());
        }
    }

    /** Seldom one that is in trouble, as behind a load balancer: most would soon wait for it. */
    private int anyInstance() {
        int instance = random.nextInt(cluster.size());
        return cluster.disturbances(instance) % 2 == 0 || random.nextInt(100) == 0
                ? instance
                : cluster.otherThan(instance);
    }

    private Optional<HttpResponse<String>> tried(int instance, Request request) {
        int before = cluster.disturbances(instance);
        try {
            return Optional.of(request.send());
        } catch (IOException e) {
            if (!cluster.disturbedSince(instance, before)) {
                traffic.wrong("no answer of an instance that was let alone: " + e);
            }
            traffic.lost();
            return Optional.empty();
        }
    }

    private interface Request {
        HttpResponse<String> send() throws IOException;
    }

    private static boolean isToBeSentAgain(HttpResponse<String> answer) {
        return DepositLoad.saysWhenToComeAgain(answer)
                || answer.statusCode() == 409
                        && TRY_AGAIN.stream().anyMatch(code -> hasCode(answer, code));
    }

    private static boolean hasCode(HttpResponse<String> answer, String code) {
        return answer.body().contains("\"code\":\"" + code + "\"");
    }

    private static long version(HttpResponse<String> answer) {
        return Teller.json(answer).path("version").asLong();
    }
}
