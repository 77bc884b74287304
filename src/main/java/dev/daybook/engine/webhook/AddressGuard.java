package dev.daybook.engine.webhook;

import dev.daybook.engine.settings.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to: those of the open network, by IANA's registries of special
 * addresses, and those that the operator allows. So nobody makes the service ask what only the
 * service can reach.
 */
public final class AddressGuard {

    private static final List<Network> SPECIAL =
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.0.2.0/24",
                            "192.88.99.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "224.0.0.0/4",
                            "240.0.0.0/4",
                            "2001::/23",
                            "2001:db8::/32",
                            "2002::/16",
                            "3fff::/20")
                    .map(Network::parse)
                    .toList();

    /** What lies outside is loopback, private, link-local, NAT64, multicast or not given out. */
    private static final Network GLOBAL_IPV6 = Network.parse("2000::/3");

    private final List<Network> allowed;

    public AddressGuard(List<Network> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    boolean allows(InetAddress address) {
        return isIn(allowed, address) || isOpen(address);
    }

    /**
     * @throws WebhookUrl.Refused if the host is an address, and not one that may be connected to
     */
    public void requireAllowed(WebhookUrl url) {
        if (url.literal().filter(address -> !allows(address)).isPresent()) {
            throw new WebhookUrl.Refused(
                    "This address must not be connected to; " + Network.SETTING + " allows more.");
        }
    }

    private static boolean isOpen(InetAddress address) {
        return (address instanceof Inet4Address || GLOBAL_IPV6.contains(address))
                && !isIn(SPECIAL, address);
    }

    private static boolean isIn(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
