package dev.daybook.engine.settings;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits, written {@code 10.0.0.0/8} or {@code fc00::/7}. An IPv4
 * address that is mapped into IPv6 is that IPv4 address.
 *
 * @param bits how many they have in common
 */
public record Network(InetAddress first, int bits) {

    /** Those that may be connected to though they are not of the open network. */
    public static final String SETTING = "DAYBOOK_WEBHOOK_ALLOW";

    public Network {
        if (bits < 0 || bits > first.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException(
                    "No network has a prefix of " + bits + " bits there.");
        }
    }

    /**
     * Asks no name server: only addresses are understood.
     *
     * @throws IllegalArgumentException if the text is no network
     */
    public static Network parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("A network is written like 10.0.0.0/8: " + text);
        }
        return new Network(InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1]));
    }

    /**
     * Several, separated by commas.
     *
     * @throws IllegalArgumentException if one is no network
     */
    public static List<Network> list(String text) {
        return Pattern.compile(",")
                .splitAsStream(text)
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(Network::parse)
                .toList();
    }

    static boolean isList(String text) {
        try {
            list(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (bit(mine, bit) != bit(theirs, bit)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] bytes, int index) {
        return bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
    }
}
