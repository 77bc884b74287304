package dev.daybook.cli;

import static dev.daybook.engine.access.ApiKey.API_KEY;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.daybook.engine.access.ApiKey.Command;
import dev.daybook.engine.access.ApiKey.Command.*;
import dev.daybook.engine.access.KeyList;
import dev.daybook.engine.access.KeySecret;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.Metadata;
import dev.daybook.store.UuidV7;
import dev.daybook.web.access.EndpointScopes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes, lists and revokes keys where no service has to be asked: so there can be a first one. */
final class Keys {

    private static final String MYSELF = "command-line";

    private final Commands commands;
    private final KeyList keys;

    Keys(Commands commands, KeyList keys) {
        this.commands = commands;
        this.keys = keys;
    }

    boolean run(KeyOptions options) throws CommandFailed, IOException {
        switch (options.verb()) {
            case KeyOptions.CREATE -> create(options);
            case KeyOptions.REVOKE -> revoke(options.keyId().orElseThrow());
            default -> keys.all().await().indefinitely().forEach(System.out::println);
        }
        return true;
    }

    private void create(KeyOptions options) throws CommandFailed, IOException {
        requireKnown(options.scopes());
        KeySecret secret = KeySecret.random();
        String keyId = options.keyId().orElseGet(() -> UuidV7.next().toString());
        Create command =
                new Create(
                        options.owner().orElseThrow(),
                        options.scopes(),
                        options.expiresAt(),
                        secret.hash());
        if (options.file().isPresent()) {
            Path file = Path.of(options.file().get());
            try (SeekableByteChannel open = privateFile(file)) {
                execute(keyId, command);
                open.write(ByteBuffer.wrap((secret.key(keyId) + "\n").getBytes(US_ASCII)));
            }
            System.err.println("The key stands in " + file + ", and nowhere else.");
        } else {
            execute(keyId, command);
            System.out.println(secret.key(keyId));
            System.err.println("This is the key; it is shown this once.");
        }
    }

    private static void requireKnown(List<String> scopes) throws CommandFailed {
        Set<String> known = EndpointScopes.all();
        for (String scope : scopes) {
            if (Scopes.nameOf(scope).filter(known::contains).isEmpty()) {
                throw new CommandFailed(
                        "There is no scope %s; the scopes are %s."
                                .formatted(scope, String.join(", ", known)));
            }
        }
    }

    /** Made before the key is, so that none is made whose secret cannot be kept. */
    private static SeekableByteChannel privateFile(Path file) throws IOException {
        return Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void revoke(String keyId) throws CommandFailed {
        execute(keyId, new Revoke());
        System.out.println("The key is revoked, within a second on all instances.");
    }

    private void execute(String keyId, Command command) throws CommandFailed {
        String id = UuidV7.next().toString();
        Outcome outcome =
                commands.execute(
                                API_KEY,
                                keyId,
                                command,
                                new CommandContext(
                                        new Metadata(id, id, null, MYSELF),
                                        Optional.empty(),
                                        Precondition.NONE))
                        .await()
                        .indefinitely();
        if (outcome instanceof Outcome.Rejected(var refusal, _)) {
            throw new CommandFailed(refusal.detail());
        }
    }
}
