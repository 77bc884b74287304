package dev.daybook.engine.webhook;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Sends a message once. The host is resolved once, all its addresses are checked, and the
 * connection goes to an address that was checked, while {@code Host}, SNI and the certificate are
 * of the name; so it does not matter what the name resolves to afterwards.
 */
public final class WebhookSender {

    /**
     * @param timeout for all of an attempt, from the name to the answer
     */
    public record Rules(AddressGuard guard, Duration timeout) {}

    /**
     * Webhooks of one host share no connections that another one could keep: who sends is bounded.
     */
    private static final int CONNECTIONS_OF_A_HOST = 1_000_000;

    /** It has an address that must not be connected to. */
    private static final class RefusedAddress extends RuntimeException {

        private static final long serialVersionUID = 1;

        RefusedAddress() {
            super("An address of the host must not be connected to.", null, false, false);
        }
    }

    private final HttpClient client;
    private final Names names;
    private final AddressGuard guard;
    private final Duration timeout;

    /**
     * @param options whom it trusts; the certificate has to be for the name of the host
     */
    public WebhookSender(Vertx vertx, HttpClientOptions options, Names names, Rules rules) {
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions(options)
                                .setVerifyHost(true)
                                .setConnectTimeout((int) rules.timeout().toMillis()),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS_OF_A_HOST));
        this.names = names;
        this.guard = rules.guard();
        this.timeout = rules.timeout();
    }

    /**
     * Never fails: how it ended is a value.
     *
     * @param headers of this attempt
     */
    public Uni<Attempt> send(WebhookUrl url, Map<String, String> headers, String body) {
        return names.addresses(url.host())
                .map(this::checked)
                .chain(address -> post(request(url, address, headers), body))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure()
                .recoverWithItem(failure -> new Attempt.Unanswered(reason(failure)));
    }

    /** One of them; where any is refused all are, or a mixed answer would be a way in. */
    private InetAddress checked(List<InetAddress> addresses) {
        if (!addresses.stream().allMatch(guard::allows)) {
            throw new RefusedAddress();
        }
        return addresses.getFirst();
    }

    private static RequestOptions request(
            WebhookUrl url, InetAddress address, Map<String, String> headers) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setServer(
                                SocketAddress.inetSocketAddress(
                                        url.port(), address.getHostAddress()))
                        .setHost(url.host())
                        .setPort(url.port())
                        .setSsl(url.secure())
                        .setURI(url.path())
                        .setFollowRedirects(false);
        headers.forEach(options::putHeader);
        return options;
    }

    private Uni<Attempt> post(RequestOptions options, String body) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            Exchange exchange = new Exchange(body, emitter);
                            emitter.onTermination(exchange::abandon);
                            client.request(options)
                                    .onSuccess(exchange::began)
                                    .onFailure(emitter::fail);
                        });
    }

    private static Attempt.Reason reason(Throwable failure) {
        return switch (failure) {
            case RefusedAddress _ -> Attempt.Reason.REFUSED_ADDRESS;
            case UnknownHostException _ -> Attempt.Reason.UNKNOWN_HOST;
            case TimeoutException _ -> Attempt.Reason.TIMED_OUT;
            default -> Attempt.Reason.UNREACHABLE;
        };
    }
}
