package dev.daybook.engine;

import dev.daybook.kernel.Metadata;
import dev.daybook.store.CommandKey;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a command carries besides itself.
 *
 * @param key makes the command take effect once, however often it is sent
 * @param expectedVersion the only stream version on which the caller wants it decided
 */
public record CommandContext(
        Metadata metadata, Optional<CommandKey> key, OptionalLong expectedVersion) {}
