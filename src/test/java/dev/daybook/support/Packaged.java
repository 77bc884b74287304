package dev.daybook.support;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How tests run a packaged service: as docker/java.args has it, but for a short life. */
final class Packaged {

    private static final Path JAR = Path.of(System.getProperty("daybook.jar"));

    /** They live for seconds, most of them idle. */
    private static final List<String> SHORT_LIVED =
            List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private Packaged() {}

    /**
     * The build that is tested as a native executable would run: with another environment at its
     * build than now.
     */
    static List<String> frozenCommand() {
        List<String> command = new ArrayList<>(command(JAR));
        command.removeIf(word -> word.startsWith("-XX:AOTCache"));
        command.subList(command.indexOf("-jar"), command.size()).clear();
        command.addAll(
                List.of(
                        // what the jar's manifest says
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.graalvm.nativeimage.imagecode=runtime",
                        "-cp",
                        JAR.toAbsolutePath() + File.pathSeparator + testClasses(),
                        FrozenBuild.class.getName()));
        return List.copyOf(command);
    }

    private static String testClasses() {
        return Path.of(
                        FrozenBuild.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                .toString();
    }

    /** The command line of the build that is tested, but for the service's own arguments. */
    static List<String> command() {
        return command(JAR);
    }

    /** The same of another build. */
    static List<String> command(Path jar) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SHORT_LIVED);
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-XX:AOTCache=" + jar.resolveSibling("daybook.aot").toAbsolutePath());
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr"));
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return List.copyOf(command);
    }
}
