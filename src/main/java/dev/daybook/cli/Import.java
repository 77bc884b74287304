package dev.daybook.cli;

import com.fasterxml.jackson.core.JsonFactory;
import dev.daybook.cli.logfile.BadLine;
import dev.daybook.cli.logfile.JsonFields;
import dev.daybook.cli.logfile.LineReader;
import dev.daybook.cli.logfile.LogLine;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.postgres.archive.LogLoad;
import dev.daybook.store.postgres.archive.LogLoad.Refused;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty log from an export, whole or not at all: positions, versions, ids and times stay
 * as they are.
 */
final class Import {

    private final DataSource database;
    private final JsonFactory json = JsonFields.json();

    private long line;
    private long events;
    private long outcomes;
    private Instant time = Instant.MIN;
    private @Nullable CommandId command;
    private boolean ended;

    Import(DataSource database) {
        this.database = database;
    }

    boolean run(Optional<String> file) throws CommandFailed, IOException, SQLException {
        try (InputStream in = open(file);
                LogLoad load = begin()) {
            Optional<Refused> refused = fill(load, new LineReader(in));
            if (refused.isPresent()) {
                throw new CommandFailed(
                        "Line %d: %s. Nothing was imported."
                                .formatted(refused.get().line(), refused.get().reason()));
            }
            load.commit();
        }
        System.out.printf("%d events and %d outcomes of commands imported.%n", events, outcomes);
        return true;
    }

    private static InputStream open(Optional<String> file) throws CommandFailed, IOException {
        if (file.isEmpty()) {
            return new FileInputStream(FileDescriptor.in);
        }
        try {
            return Files.newInputStream(Path.of(file.get()));
        } catch (NoSuchFileException e) {
            throw new CommandFailed("There is no file " + file.get() + ".");
        }
    }

    private LogLoad begin() throws CommandFailed, SQLException {
        try {
            return LogLoad.begin(database);
        } catch (IllegalStateException e) {
            throw new CommandFailed(
                    "Only an empty log takes an import, and " + e.getMessage() + ".");
        }
    }

    /** The first line that is bad, also where that shows only when all lines are seen together. */
    private Optional<Refused> fill(LogLoad load, LineReader lines)
            throws IOException, SQLException {
        try {
            Optional<Refused> bad = add(load, lines);
            Optional<Refused> earlier = load.check();
            return earlier.isPresent() ? earlier : bad;
        } catch (SQLException e) {
            Optional<Refused> refused = load.refusal(e);
            if (refused.isEmpty()) {
                throw e;
            }
            return refused;
        }
    }

    private Optional<Refused> add(LogLoad load, LineReader lines) throws IOException, SQLException {
        try {
            line = 1;
            for (Optional<String> text = lines.next(); text.isPresent(); text = lines.next()) {
                add(load, LogLine.read(json, text.get()));
                line++;
            }
            require(ended, "the file is cut off: its last line is missing");
            return Optional.empty();
        } catch (BadLine e) {
            return Optional.of(new Refused(line, e.getMessage()));
        }
    }

    private void add(LogLoad load, LogLine read) throws BadLine, SQLException {
        require(!ended, "there is more behind the last line of the export");
        switch (read) {
            case LogLine.Event(var event) -> {
                check(event);
                load.add(event);
                events++;
            }
            case LogLine.Outcome(var outcome) -> {
                check(outcome.answer().key().id());
                load.add(outcome);
                outcomes++;
            }
            case LogLine.End end -> check(end);
        }
    }

    private void check(StoredEvent event) throws BadLine {
        require(outcomes == 0, "an event stands behind outcomes of commands");
        require(
                event.position() == events + 1,
                "position %d, where %d belongs".formatted(event.position(), events + 1));
        require(event.version() > 0, "version " + event.version());
        require(
                !event.recordedAt().isBefore(time),
                "recorded at %s, before the event in front of it".formatted(event.recordedAt()));
        time = event.recordedAt();
    }

    /** As the database compares them, so that each stands there once. */
    private void check(CommandId id) throws BadLine {
        require(
                command == null || compare(command, id) < 0,
                "command '%s' of '%s' is not in the order of the ids, or stands there twice"
                        .formatted(id.value(), id.caller()));
        command = id;
    }

    private static int compare(CommandId one, CommandId other) {
        int byValue = compare(one.value(), other.value());
        return byValue == 0 ? compare(one.caller(), other.caller()) : byValue;
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private void check(LogLine.End end) throws BadLine {
        require(
                end.events() == events && end.outcomes() == outcomes,
                "%d events and %d outcomes are announced, and %d and %d stand there"
                        .formatted(end.events(), end.outcomes(), events, outcomes));
        ended = true;
    }

    private static void require(boolean holds, String otherwise) throws BadLine {
        if (!holds) {
            throw new BadLine(otherwise);
        }
    }
}
