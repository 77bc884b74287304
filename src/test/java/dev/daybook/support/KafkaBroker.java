package dev.daybook.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Kafka broker of its own, in a process of its own that can be killed, out of the jars that Maven
 * fetches for it.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Path JARS = Path.of("target", "kafka").toAbsolutePath();
    private static final String CLUSTER = "daybook-of-a-test-0001";

    /** Only there to end a broken test. */
    private static final long MINUTES = 5;

    private final Path folder;
    private final int port = Service.freePort();
    private Process process;

    private KafkaBroker(Path folder) {
        this.folder = folder;
    }

    /** Starts it on a free port, with its data in a folder, and waits until it answers. */
    public static KafkaBroker start(Path folder) throws IOException {
        fetch();
        KafkaBroker broker = new KafkaBroker(folder);
        broker.configure();
        broker.run("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", broker.settings());
        broker.process = broker.launch();
        return broker.answering();
    }

    /** Waits for another process of the tests that does it. */
    private static void fetch() throws IOException {
        Files.createDirectories(JARS);
        Path done = JARS.resolve("done");
        try (FileChannel channel =
                        FileChannel.open(
                                JARS.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.exists(done)) {
                end(
                        new ProcessBuilder(
                                        Path.of("mvnw").toAbsolutePath().toString(),
                                        "-B",
                                        "-q",
                                        "-f",
                                        Path.of("src/test/kafka/pom.xml").toString(),
                                        "dependency:copy-dependencies",
                                        "-DoutputDirectory=" + JARS)
                                .inheritIO()
                                .start());
                Files.createFile(done);
            }
        }
    }

    private void configure() throws IOException {
        int controller = otherFreePort();
        Files.writeString(
                folder.resolve("server.properties"),
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=1
                group.initial.rebalance.delay.ms=0
                """
                        .formatted(controller, port, folder.resolve("data")));
    }

    /** Nobody has taken the first one yet, so that it may be the free one again. */
    private int otherFreePort() {
        int other = Service.freePort();
        return other == port ? otherFreePort() : other;
    }

    private String settings() {
        return folder.resolve("server.properties").toString();
    }

    /** For clients. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Kills it, as a crash does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again with its data. */
    public KafkaBroker restart() {
        process = launch();
        return answering();
    }

    /**
     * Runs one of Kafka's own programs to its end.
     *
     * @return what it printed
     */
    public String run(String program, String... arguments) throws IOException {
        Path output = Files.createTempFile(folder, "output", null);
        Process started =
                java(program, arguments)
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        end(started);
        return Files.readString(output);
    }

    private static void end(Process started) {
        try {
            boolean ended = started.waitFor(MINUTES, TimeUnit.MINUTES);
            started.destroyForcibly();
            if (!ended || started.exitValue() != 0) {
                throw new AssertionError(started.info() + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process launch() {
        try {
            return java("kafka.Kafka", settings())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("broker.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessBuilder java(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx400m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", JARS + "/*", program));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private KafkaBroker answering() {
        try {
            Wait.until("the broker answers", this::answers);
            return this;
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "The broker has ended: " + folder.resolve("broker.log"));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
