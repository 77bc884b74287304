package dev.daybook.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How tests run a packaged service. {@code java -jar} loads its classes through a loader whose work
 * no JVM keeps. Here its jars are one class path, and what the JVM has loaded and linked by the
 * first start is kept for all others, which take half as long.
 */
final class Packaged {

    /** They live for seconds, most of them idle. */
    private static final List<String> SHORT_LIVED =
            List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Path JAR = Path.of(System.getProperty("daybook.jar"));
    private static final Path FOLDER = Path.of("target", "aot").toAbsolutePath();
    private static final Path CACHE = FOLDER.resolve("daybook.aot");

    private static final String ACCOUNT =
            """
            {"accountId":"acc-1","ownerId":"user-1","currency":"USD"}""";

    private static final class Cached {
        static final List<String> COMMAND = command(JAR, "-XX:AOTCache=" + made());
    }

    private Packaged() {}

    /** The command line of the build that is tested, but for the service's own arguments. */
    static List<String> command() {
        return Cached.COMMAND;
    }

    /** The same of another build, or with other options. */
    static List<String> command(Path jar, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SHORT_LIVED);
        // as the manifest of the jar asks
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(jar.toAbsolutePath().getParent())));
        command.add("dev.daybook.Daybook");
        return List.copyOf(command);
    }

    /** What the framework has generated and changed comes before the original. */
    private static String classPath(Path application) {
        return Stream.of("quarkus", "app", "lib/boot", "lib/main")
                .flatMap(folder -> jars(application.resolve(folder)))
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    private static Stream<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                    make();
                }
            }
            return CACHE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfThisJar() throws IOException {
        return Files.exists(CACHE)
                && Files.getLastModifiedTime(CACHE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
    }

    /** The JVM writes it at its end. */
    private static void make() throws IOException {
        List<String> training = command(JAR, "-XX:AOTCacheOutput=" + CACHE);
        try (Service service =
                Service.launch(training, TestDatabase.migrated().settings()).answering()) {
            service.post("/api/accounts", ACCOUNT);
            for (String path : List.of("/api/accounts/acc-1", "/api/accounts", "/q/health/ready")) {
                service.get(path);
            }
            service.terminate();
            if (!isOfThisJar()) {
                throw new AssertionError("No cache of classes:\n" + service.log());
            }
        }
    }
}
