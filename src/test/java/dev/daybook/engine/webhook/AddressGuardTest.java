package dev.daybook.engine.webhook;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.settings.Network;
import java.net.InetAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private static boolean allows(String address, String... allowed) {
        return new AddressGuard(Stream.of(allowed).map(Network::parse).toList())
                .allows(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.19.0.1",
                "224.0.0.1",
                "239.255.255.255",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:a9fe:a9fe",
                "::ffff:0:127.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void what_only_the_service_may_reach_is_refused(String address) {
        assertFalse(allows(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450::1"
            })
    void the_open_network_is_allowed(String address) {
        assertTrue(allows(address));
    }

    @Test
    void the_operator_may_allow_networks_of_both_families() {
        assertTrue(allows("10.1.2.3", "10.1.0.0/16"));
        assertFalse(allows("10.2.0.0", "10.1.0.0/16"));
        assertTrue(allows("::ffff:10.1.2.3", "10.1.0.0/16"));
        assertTrue(allows("::1", "127.0.0.0/8", "::1/128"));
        assertFalse(allows("::1", "0.0.0.0/0"));
        assertTrue(allows("fd00::1", "fc00::/7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "::/129",
                "localhost/8",
                "10.0.0.0/8/8"
            })
    void what_is_no_network_is_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Network.parse(text));
    }
}
