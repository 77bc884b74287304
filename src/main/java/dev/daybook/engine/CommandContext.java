package dev.daybook.engine;

import dev.daybook.kernel.Metadata;
import dev.daybook.store.CommandKey;
import java.util.Optional;

/**
 * What a command carries besides itself.
 *
 * @param key makes the command take effect once, however often it is sent
 * @param precondition on which versions of the stream the caller wants it decided
 */
public record CommandContext(
        Metadata metadata, Optional<CommandKey> key, Precondition precondition) {}
