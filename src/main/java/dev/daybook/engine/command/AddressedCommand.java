package dev.daybook.engine.command;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;

/**
 * A command with the resource that it goes to.
 *
 * @param id of the resource
 */
public record AddressedCommand<C>(
        Aggregate<C, ?, ?> aggregate, String id, C command, CommandContext context) {

    public StreamId stream() {
        return aggregate.stream(id);
    }
}
