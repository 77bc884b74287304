package dev.daybook.engine.command;

import dev.daybook.kernel.Metadata;
import dev.daybook.store.outcome.CommandKey;
import java.util.Optional;

/**
 * What a command carries besides itself.
 *
 * @param key makes the command take effect once, however often it is sent
 * @param precondition on which versions of the stream the caller wants it decided
 * @param newStream whether the stream's id was made for this command: then nothing is read before
 *     it is decided; said in error, it costs another round
 */
public record CommandContext(
        Metadata metadata, Optional<CommandKey> key, Precondition precondition, boolean newStream) {

    /** Of a command to a stream that may be there. */
    public CommandContext(Metadata metadata, Optional<CommandKey> key, Precondition precondition) {
        this(metadata, key, precondition, false);
    }
}
