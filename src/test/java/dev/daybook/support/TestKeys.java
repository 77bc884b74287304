package dev.daybook.support;

import static dev.daybook.engine.access.ApiKey.API_KEY;

import dev.daybook.engine.access.ApiKey.Command;
import dev.daybook.engine.access.ApiKey.Command.Create;
import dev.daybook.engine.access.ApiKey.Command.Revoke;
import dev.daybook.engine.access.KeySecret;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.Metadata;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes keys as the command line does. */
public final class TestKeys {

    /** A key as its bearer sends it. */
    public record Made(String id, String key) {

        /** The header that bears it. */
        public String header() {
            return "Authorization: Bearer " + key;
        }
    }

    private final Commands commands;

    public TestKeys(Commands commands) {
        this.commands = commands;
    }

    public Made make(String owner, String... scopes) {
        return make(owner, List.of(scopes), Optional.empty());
    }

    public Made make(String owner, Collection<String> scopes, Optional<Instant> expiresAt) {
        String id = UUID.randomUUID().toString();
        KeySecret secret = KeySecret.random();
        send(id, new Create(owner, List.copyOf(scopes), expiresAt, secret.hash()));
        return new Made(id, secret.key(id));
    }

    public Made revoked(String owner, Collection<String> scopes) {
        Made made = make(owner, scopes, Optional.empty());
        send(made.id(), new Revoke());
        return made;
    }

    private void send(String id, Command command) {
        Outcome outcome =
                Wait.answerOf(
                        commands.execute(
                                API_KEY,
                                id,
                                command,
                                new CommandContext(
                                        new Metadata("test", "test", null, null),
                                        Optional.empty(),
                                        Precondition.NONE)));
        if (!(outcome instanceof Outcome.Accepted)) {
            throw new AssertionError(outcome.toString());
        }
    }
}
