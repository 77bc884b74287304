package dev.daybook.engine.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.settings.Network;
import dev.daybook.support.TestCertificate;
import dev.daybook.support.TestVertx;
import dev.daybook.support.Wait;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSenderTest {

    private static final AddressGuard OPEN_ONLY = new AddressGuard(List.of());
    private static final AddressGuard WITH_LOOPBACK =
            new AddressGuard(List.of(Network.parse("127.0.0.0/8")));
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Queue<HttpServer> receivers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger questions = new AtomicInteger();

    @AfterEach
    void close() {
        receivers.forEach(each -> answerOf(each.close().toCompletionStage()));
    }

    private static <T> T answerOf(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private int receiver(Handler<HttpServerRequest> handler) {
        return listen(TestVertx.vertx().createHttpServer().requestHandler(handler));
    }

    private int listen(HttpServer server) {
        receivers.add(server);
        return answerOf(server.listen(0, "127.0.0.1").toCompletionStage()).actualPort();
    }

    /** Answers each question with the next of these lists, and the last one for ever. */
    private Names names(String... answers) {
        return _ ->
                Uni.createFrom()
                        .item(
                                () ->
                                        answers[
                                                Math.min(
                                                        questions.getAndIncrement(),
                                                        answers.length - 1)])
                        .map(
                                list ->
                                        Arrays.stream(list.split(","))
                                                .map(InetAddress::ofLiteral)
                                                .toList());
    }

    private static Attempt send(Names names, AddressGuard guard, int port, Duration timeout) {
        return send(
                new HttpClientOptions(),
                names,
                new WebhookSender.Rules(guard, timeout),
                new WebhookUrl(false, "hooks.example", port, "/in?key=1"));
    }

    private static Attempt send(
            HttpClientOptions options, Names names, WebhookSender.Rules rules, WebhookUrl url) {
        WebhookSender sender = new WebhookSender(TestVertx.vertx(), options, names, rules);
        return Wait.answerOf(sender.send(url, Map.of("webhook-id", "m-1"), "{\"a\":\"\u00e4\"}"));
    }

    private Attempt.Answered answered(Handler<HttpServerRequest> handler) {
        return assertInstanceOf(
                Attempt.Answered.class,
                send(names("127.0.0.1"), WITH_LOOPBACK, receiver(handler), LONG));
    }

    @Test
    void the_message_goes_to_the_checked_address_under_the_name_of_the_host() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        int port =
                receiver(
                        request ->
                                request.body()
                                        .onSuccess(
                                                body -> {
                                                    seen.add(
                                                            request.method() + " " + request.uri());
                                                    seen.add(request.getHeader("host"));
                                                    seen.add(request.getHeader("webhook-id"));
                                                    seen.add(body.toString());
                                                    request.response().end("thanks");
                                                }));

        Attempt attempt = send(names("127.0.0.1"), WITH_LOOPBACK, port, LONG);

        assertEquals(new Attempt.Answered(200, "thanks", Optional.empty()), attempt);
        assertEquals(
                List.of("POST /in?key=1", "hooks.example:" + port, "m-1", "{\"a\":\"\u00e4\"}"),
                List.copyOf(seen));
    }

    @Test
    void a_name_that_resolves_differently_the_second_time_is_asked_for_only_once() {
        int port = receiver(request -> request.response().end());

        Attempt attempt = send(names("127.0.0.1", "10.0.0.1"), WITH_LOOPBACK, port, LONG);

        assertInstanceOf(Attempt.Answered.class, attempt);
        assertEquals(1, questions.get());
    }

    @Test
    void nothing_connects_to_an_address_that_is_not_allowed_nor_to_one_beside_it() {
        AtomicInteger requests = new AtomicInteger();
        int port = receiver(_ -> requests.incrementAndGet());

        for (String addresses : List.of("127.0.0.1", "127.0.0.1,1.1.1.1", "1.1.1.1,127.0.0.1")) {
            assertEquals(
                    new Attempt.Unanswered(Attempt.Reason.REFUSED_ADDRESS),
                    send(names(addresses), OPEN_ONLY, port, LONG));
        }
        assertEquals(0, requests.get());
    }

    @Test
    void the_certificate_has_to_be_of_the_name_not_of_the_address_and_trusted(@TempDir Path folder)
            throws IOException, GeneralSecurityException {
        Path cert = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        TestCertificate.make(folder, "localhost").write(cert, key);
        int port = secureReceiver(cert, key);
        HttpClientOptions trusting =
                new HttpClientOptions()
                        .setTrustOptions(new PemTrustOptions().addCertPath(cert.toString()));

        assertInstanceOf(Attempt.Answered.class, secured(trusting, "localhost", port));
        assertEquals(
                new Attempt.Unanswered(Attempt.Reason.UNREACHABLE),
                secured(trusting, "hooks.example", port));
        assertEquals(
                new Attempt.Unanswered(Attempt.Reason.UNREACHABLE),
                secured(new HttpClientOptions(), "localhost", port));
    }

    private int secureReceiver(Path cert, Path key) {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertPath(cert.toString())
                                        .addKeyPath(key.toString()));
        return listen(
                TestVertx.vertx()
                        .createHttpServer(options)
                        .requestHandler(request -> request.response().end()));
    }

    private Attempt secured(HttpClientOptions options, String host, int port) {
        return send(
                options,
                names("127.0.0.1"),
                new WebhookSender.Rules(WITH_LOOPBACK, LONG),
                new WebhookUrl(true, host, port, "/"));
    }

    @Test
    void a_redirect_is_an_answer_that_delivers_nothing() {
        AtomicInteger requests = new AtomicInteger();

        Attempt.Answered answer =
                answered(
                        request -> {
                            requests.incrementAndGet();
                            request.response()
                                    .setStatusCode(307)
                                    .putHeader("location", "/elsewhere")
                                    .end();
                        });

        assertFalse(answer.isDelivered());
        assertEquals(1, requests.get());
    }

    @Test
    void gone_and_retry_after_are_heard() {
        assertTrue(answered(request -> request.response().setStatusCode(410).end()).isGone());
        assertEquals(
                Optional.of(Duration.ofSeconds(120)),
                answered(
                                request ->
                                        request.response()
                                                .setStatusCode(503)
                                                .putHeader("retry-after", "120")
                                                .end())
                        .retryAfter());
    }

    @Test
    void retry_after_may_be_a_date_and_is_heard_only_with429_and503() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        Optional<String> date = Optional.of("Fri, 2 Jan 2026 03:05:05 GMT");

        assertEquals(Optional.of(Duration.ofMinutes(1)), Attempt.retryAfter(429, date, now));
        assertEquals(Optional.empty(), Attempt.retryAfter(500, date, now));
        assertEquals(Optional.empty(), Attempt.retryAfter(503, date, now.plusSeconds(90)));
        assertEquals(Optional.empty(), Attempt.retryAfter(503, Optional.of("soon"), now));
        assertEquals(Optional.empty(), Attempt.retryAfter(503, Optional.of("-1"), now));
    }

    @Test
    void only_the_beginning_of_an_answer_is_kept_and_one_without_an_end_is_cut_off() {
        Attempt.Answered answer =
                answered(request -> request.response().setChunked(true).write("x".repeat(100_000)));

        assertEquals("x".repeat(500), answer.beginning());
    }

    @Test
    void a_receiver_that_hangs_times_out_and_its_connection_is_closed() {
        AtomicInteger closed = new AtomicInteger();
        int port =
                receiver(
                        request ->
                                request.connection().closeHandler(_ -> closed.incrementAndGet()));

        assertEquals(
                new Attempt.Unanswered(Attempt.Reason.TIMED_OUT),
                send(names("127.0.0.1"), WITH_LOOPBACK, port, SHORT));
        Wait.until("the connection is closed", () -> closed.get() == 1);
    }

    @Test
    void a_name_server_that_hangs_times_out_too() {
        assertEquals(
                new Attempt.Unanswered(Attempt.Reason.TIMED_OUT),
                send(_ -> Uni.createFrom().nothing(), WITH_LOOPBACK, 1_024, SHORT));
    }

    @Test
    void a_host_without_addresses_and_a_closed_port_are_told_apart() {
        assertEquals(
                new Attempt.Unanswered(Attempt.Reason.UNKNOWN_HOST),
                send(
                        host -> Uni.createFrom().failure(new UnknownHostException(host)),
                        WITH_LOOPBACK,
                        1_024,
                        LONG));

        int port = receiver(request -> request.response().end());
        close();
        assertEquals(
                new Attempt.Unanswered(Attempt.Reason.UNREACHABLE),
                send(names("127.0.0.1"), WITH_LOOPBACK, port, LONG));
    }

    @Test
    void the_names_of_the_system_are_asked() {
        Names system = Names.ofSystem(TestVertx.vertx(), 1);

        assertTrue(
                Wait.answerOf(system.addresses("localhost")).stream()
                        .allMatch(InetAddress::isLoopbackAddress));
    }
}
