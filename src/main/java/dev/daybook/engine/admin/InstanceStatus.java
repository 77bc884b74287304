package dev.daybook.engine.admin;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * An instance of the service that is alive.
 *
 * @param name host and port
 * @param offers the projections, processes and relays that it can run: none where it only answers
 * @param runs those of them that it runs now
 */
@RegisterForReflection
public record InstanceStatus(String name, List<String> offers, List<String> runs) {

    public InstanceStatus {
        offers = List.copyOf(offers);
        runs = List.copyOf(runs);
    }
}
