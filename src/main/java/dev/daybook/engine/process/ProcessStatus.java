package dev.daybook.engine.process;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;

/**
 * How a process is.
 *
 * @param category of the streams that hold its instances' state
 * @param remindedAfterSeconds for which an instance stands still before it is reminded
 * @param underWay how many instances are, by status: together at most 1,000 are counted
 * @param oldest those that have stood still longest, the oldest first, at most 25
 */
@RegisterForReflection(ignoreNested = false)
public record ProcessStatus(
        String name,
        String category,
        long remindedAfterSeconds,
        Map<String, Long> underWay,
        List<Standing> oldest) {

    public ProcessStatus {
        underWay = Map.copyOf(underWay);
        oldest = List.copyOf(oldest);
    }

    /**
     * An instance that is under way.
     *
     * @param seconds since something happened to it
     */
    public record Standing(String streamId, String status, double seconds) {}
}
