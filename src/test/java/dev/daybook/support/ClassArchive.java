package dev.daybook.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of the packaged service as a JVM maps them into its memory, made by the first test
 * that needs them, for all: to read and check them at each start takes longer than all else.
 */
final class ClassArchive {

    /** The archive fits processes with these options; they live for seconds, most of them idle. */
    private static final List<String> SHORT_LIVED =
            List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Path JAR = Path.of(System.getProperty("daybook.jar"));
    private static final Path FOLDER = Path.of("target", "class-archive").toAbsolutePath();
    private static final Path CLASSES = FOLDER.resolve("classes.lst");
    private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");

    private static final String ACCOUNT =
            """
            {"accountId":"acc-1","ownerId":"user-1","currency":"USD"}""";

    private static final class Holder {
        static final List<String> OPTIONS = with("-XX:SharedArchiveFile=" + made());
    }

    private ClassArchive() {}

    /** What a JVM that runs the packaged service is told. */
    static List<String> options() {
        return Holder.OPTIONS;
    }

    /** Waits for another process of the tests that makes it. */
    private static Path made() {
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel channel =
                            FileChannel.open(
                                    FOLDER.resolve("lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!isOfThisJar()) {
                    listClasses();
                    dump();
                }
            }
            return ARCHIVE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfThisJar() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
    }

    private static void listClasses() throws IOException {
        List<String> recording = with("-XX:DumpLoadedClassList=" + CLASSES);
        try (Service service =
                Service.launch(TestDatabase.migrated().settings(), recording).answering()) {
            service.post("/api/accounts", ACCOUNT);
            for (String path : List.of("/api/accounts/acc-1", "/api/accounts", "/q/health/ready")) {
                service.get(path);
            }
        }
    }

    private static void dump() throws IOException {
        Path log = FOLDER.resolve("dump.log");
        List<String> command =
                new ArrayList<>(
                        with(
                                "-Xshare:dump",
                                "-XX:SharedClassListFile=" + CLASSES,
                                "-XX:SharedArchiveFile=" + ARCHIVE,
                                "-cp",
                                JAR.toString()));
        command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (process.onExit().join().exitValue() != 0) {
            throw new AssertionError("No archive of classes:\n" + Files.readString(log));
        }
    }

    private static List<String> with(String... options) {
        List<String> all = new ArrayList<>(SHORT_LIVED);
        all.addAll(List.of(options));
        return List.copyOf(all);
    }
}
