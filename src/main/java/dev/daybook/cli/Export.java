package dev.daybook.cli;

import dev.daybook.cli.logfile.LogLineWriter;
import dev.daybook.store.postgres.archive.LogDump;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Writes the log, as it is at the start, to a new file or to standard output. */
final class Export {

    private static final int BUFFER = 1 << 16;

    private final LogDump log;

    Export(DataSource database) {
        this.log = new LogDump(database);
    }

    boolean run(Optional<String> file) throws CommandFailed, IOException, SQLException {
        try (OutputStream out = new BufferedOutputStream(open(file), BUFFER)) {
            LogLineWriter lines = new LogLineWriter(out);
            log.to(lines);
            lines.end();
            System.err.printf(
                    "%d events and %d outcomes of commands exported.%n",
                    lines.events(), lines.outcomes());
        }
        return true;
    }

    private static OutputStream open(Optional<String> file) throws CommandFailed, IOException {
        if (file.isEmpty()) {
            return new FileOutputStream(FileDescriptor.out);
        }
        try {
            return Files.newOutputStream(Path.of(file.get()), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed("The file " + file.get() + " exists already.");
        }
    }
}
