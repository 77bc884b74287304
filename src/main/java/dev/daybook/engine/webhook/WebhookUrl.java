package dev.daybook.engine.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an endpoint is. Only one way to write a host is understood, so that no two readers see two
 * hosts in it; whether its address may be connected to is for the {@link AddressGuard}.
 *
 * @param host a name, an IPv4 address of four decimal numbers, or an IPv6 address without brackets
 * @param path with the query
 */
public record WebhookUrl(boolean secure, String host, int port, String path) {

    private static final int LONGEST = 2_000;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int FIRST_FREE_PORT = 1_024;
    private static final int LAST_PORT = 65_535;

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    /** Its last label is not a number in any notation. */
    private static final Pattern NAME = Pattern.compile("(" + LABEL + "\\.)*(?![0-9])" + LABEL);

    /** Why a text is not such a URL, in a sentence. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * @param plain whether http is allowed beside https
     * @throws Refused if it is none that anything is sent to
     */
    public static WebhookUrl parse(String text, boolean plain) {
        URI uri = uri(text);
        require(uri.getRawUserInfo() == null, "The URL must not hold a user or a password.");
        require(uri.getRawFragment() == null, "The URL must not have a fragment.");
        boolean secure = isSecure(uri, plain);
        return new WebhookUrl(secure, host(uri), port(uri, secure), path(uri));
    }

    /** The address that the host is, where it is no name. */
    Optional<InetAddress> literal() {
        return IPV4.matcher(host).matches() || host.contains(":")
                ? Optional.of(InetAddress.ofLiteral(host))
                : Optional.empty();
    }

    private static URI uri(String text) {
        require(text.length() <= LONGEST, "The URL is longer than 2,000 characters.");
        require(
                text.chars().allMatch(each -> each > ' ' && each <= '~'),
                "The URL must be ASCII without spaces; write a name such as xn--bcher-kva.example.");
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw new Refused("This is no URL.");
        }
    }

    private static boolean isSecure(URI uri, boolean plain) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        require(
                secure || plain && "http".equalsIgnoreCase(uri.getScheme()),
                plain ? "The URL must be http or https." : "The URL must be https.");
        return secure;
    }

    private static String host(URI uri) {
        require(uri.getHost() != null, "The URL must name a host.");
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (IPV6.matcher(host).matches()) {
            return host.substring(1, host.length() - 1);
        }
        require(
                IPV4.matcher(host).matches() || NAME.matcher(host).matches(),
                "The host must be a name without a dot at its end, or an address in its usual form.");
        return host;
    }

    private static int port(URI uri, boolean secure) {
        int standard = secure ? HTTPS : HTTP;
        int port = uri.getPort() == -1 ? standard : uri.getPort();
        require(
                port == standard || port >= FIRST_FREE_PORT && port <= LAST_PORT,
                "The port must be the scheme's own or one from 1024 to 65535.");
        return port;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refused(otherwise);
        }
    }
}
