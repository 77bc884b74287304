package dev.daybook.engine.ownership;

import dev.daybook.store.UuidV7;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * One running instance of the service, among others on the same database.
 *
 * @param id another one after each start
 * @param name for operators: host and port
 */
public record Instance(UUID id, String name) {

    /** This one, on this host. */
    public static Instance started(String process) {
        return new Instance(UuidV7.next(), hostName() + ":" + process);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
