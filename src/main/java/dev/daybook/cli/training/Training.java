package dev.daybook.cli.training;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Sends the service in this process what its clients send most, over HTTP, for a JVM that records
 * which classes are loaded and which methods are worth compiling (JEP 483, JEP 515).
 */
public final class Training {

    private static final int CLIENTS = 8;
    private static final int ROUNDS = 150;

    /** Every so many rounds it is something that is rarer than a deposit. */
    private static final int RARE = 10;

    /** Hundreds of the status. */
    private static final int ACCEPTED = 2;

    private static final int REFUSED = 4;

    private static final String ACCOUNT =
            """
            {"accountId":"account-%d","ownerId":"user-%<d","currency":"USD"}""";

    private static final String AMOUNT =
            """
            {"amount":%d,"currency":"USD","transactionId":"%s"}""";

    private static final String TRANSFER =
            """
            {"sourceAccountId":"account-%d","destinationAccountId":"account-%d","amount":1,"currency":"USD"}""";

    private static final String BATCH =
            """
            {"commands":[{"path":"%s","body":%s},{"path":"%1$s","body":%2$s}]}""";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String address =
            "http://127.0.0.1:"
                    + ConfigProvider.getConfig().getValue("quarkus.http.port", int.class);

    /**
     * Returns once everything is answered.
     *
     * @throws IOException if something is not answered as it should be; the message says what
     */
    public boolean run() throws InterruptedException, IOException {
        for (int account = 0; account < CLIENTS; account++) {
            post(ACCEPTED, "/api/accounts", ACCOUNT.formatted(account));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> clients = new ArrayList<>();
            IntStream.range(0, CLIENTS).forEach(number -> clients.add(() -> client(number)));
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
        return true;
    }

    private Void client(int number) throws InterruptedException, IOException {
        String account = "/api/accounts/account-" + number;
        for (int round = 0; round < ROUNDS; round++) {
            post(ACCEPTED, account + "/deposits", amount(100));
            post(ACCEPTED, account + "/deposits", amount(100), "Idempotency-Key", newId());
            String position = position(post(ACCEPTED, account + "/withdrawals", amount(1)));
            get(account, "Min-Position", position);
            get(account + "/balance");
            post(REFUSED, account + "/withdrawals", amount(Integer.MAX_VALUE));
            if (round % RARE == 0) {
                get(account + "/history");
                get("/api/accounts?ownerId=user-" + number);
                get("/health");
                post(ACCEPTED, "/api/batches", BATCH.formatted(account + "/deposits", amount(1)));
                post(
                        ACCEPTED,
                        "/api/transfers",
                        TRANSFER.formatted(number, (number + 1) % CLIENTS));
            }
        }
        return null;
    }

    private static String amount(int amount) {
        return AMOUNT.formatted(amount, newId());
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private static String position(String receipt) {
        return receipt.replaceAll("(?s).*\"position\":(\\d+).*", "$1");
    }

    private String post(int family, String path, String body, String... headers)
            throws InterruptedException, IOException {
        return send(
                family,
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private void get(String path, String... headers) throws InterruptedException, IOException {
        send(ACCEPTED, request(path, headers).GET());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private String send(int family, HttpRequest.Builder building)
            throws InterruptedException, IOException {
        HttpRequest request = building.build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != family) {
            throw new IOException(
                    "%s %s is answered with %d: %s"
                            .formatted(
                                    request.method(),
                                    request.uri().getPath(),
                                    response.statusCode(),
                                    response.body()));
        }
        return response.body();
    }
}
