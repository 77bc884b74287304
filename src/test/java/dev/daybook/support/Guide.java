package dev.daybook.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown document, read for what can be typed: in a fenced block whose first line begins with
 * {@code $ }, each such line is a command, and what stands below is what it prints.
 *
 * <p>Every other block says what it is, so that no command is passed over: it bears a language, or
 * each of its lines begins with one of the {@link #STARTERS}, which build, start or measure and are
 * not run. Those of {@code sh} are run by a test of the document's own. A comment {@code <!--
 * GuidesIT: setting NAME=value -->} or {@code <!-- GuidesIT: database NAME -->} says with what the
 * commands are run; readers do not see it.
 *
 * @param settings of the service, besides its database
 * @param databases that are there too, and empty
 */
public record Guide(
        Path file, Map<String, String> settings, List<String> databases, List<Command> commands) {

    /**
     * @param line on which it begins, from 1
     * @param printed below it
     */
    public record Command(int line, String text, Printed printed) {}

    private static final String FENCE = "```";
    private static final String PROMPT = "$ ";
    private static final String CONTINUED = "\\";
    private static final Set<String> LANGUAGES =
            Set.of("http", "java", "js", "json", "properties", "sh", "sql", "text");

    private static final Set<String> STARTERS =
            Set.of("./mvnw", "java", "jfr", "docker", "kubectl", "bash", "src/bench/run");

    private static final Pattern SAID = Pattern.compile("<!-- GuidesIT: (.*?) -->");
    private static final Pattern SETTING = Pattern.compile("setting ([A-Z_]+)=(\\S+)");
    private static final Pattern DATABASE = Pattern.compile("database ([a-z_]+)");
    private static final Pattern ASSIGNMENTS = Pattern.compile("^(?:[A-Z_]+=\\S+ )*");

    public static Guide read(Path file) {
        try {
            return of(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IllegalArgumentException naming the line that is none of what may stand there
     */
    public static Guide of(Path file, List<String> lines) {
        return new Reader(file, lines).guide();
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static final class Reader {

        private final Path file;
        private final List<String> lines;
        private final Map<String, String> settings = new HashMap<>();
        private final List<String> databases = new ArrayList<>();
        private final List<Command> commands = new ArrayList<>();
        private int next;

        Reader(Path file, List<String> lines) {
            this.file = file;
            this.lines = lines;
        }

        Guide guide() {
            while (next < lines.size()) {
                String line = lines.get(next++);
                if (line.startsWith(FENCE)) {
                    readBlock(line.substring(FENCE.length()).strip());
                } else {
                    readWishes(line);
                }
            }
            return new Guide(
                    file, Map.copyOf(settings), List.copyOf(databases), List.copyOf(commands));
        }

        private void readWishes(String line) {
            Matcher said = SAID.matcher(line);
            while (said.find()) {
                Matcher setting = SETTING.matcher(said.group(1));
                Matcher database = DATABASE.matcher(said.group(1));
                if (setting.matches()) {
                    settings.put(setting.group(1), setting.group(2));
                } else if (database.matches()) {
                    databases.add(database.group(1));
                } else {
                    throw wrong(next, "is no wish that is known");
                }
            }
        }

        private void readBlock(String language) {
            int first = next;
            while (next < lines.size() && !lines.get(next).startsWith(FENCE)) {
                next++;
            }
            if (next == lines.size()) {
                throw wrong(first, "begins a block without an end");
            }
            List<String> block = lines.subList(first, next++);
            if (!language.isEmpty()) {
                require(LANGUAGES.contains(language), first, "has a language that is not known");
            } else if (!block.isEmpty() && block.getFirst().startsWith(PROMPT)) {
                readSession(first, block);
            } else {
                requireStarters(first, block);
            }
        }

        private void readSession(int first, List<String> block) {
            int at = 0;
            while (at < block.size()) {
                int begin = at;
                StringBuilder text = new StringBuilder(block.get(at++).substring(PROMPT.length()));
                while (text.toString().endsWith(CONTINUED) && at < block.size()) {
                    text.append('\n').append(block.get(at++));
                }
                int printed = at;
                while (at < block.size() && !block.get(at).startsWith(PROMPT)) {
                    at++;
                }
                commands.add(
                        new Command(
                                first + begin + 1,
                                text.toString(),
                                new Printed(block.subList(printed, at))));
            }
        }

        private void requireStarters(int first, List<String> block) {
            for (int number = 0; number < block.size(); number++) {
                String command = ASSIGNMENTS.matcher(block.get(number)).replaceFirst("");
                require(
                        command.isBlank() || STARTERS.contains(command.split(" ", 2)[0]),
                        first + number + 1,
                        "is neither run nor one of those that build, start or measure");
            }
        }

        private void require(boolean holds, int line, String otherwise) {
            if (!holds) {
                throw wrong(line, otherwise);
            }
        }

        private IllegalArgumentException wrong(int line, String what) {
            return new IllegalArgumentException(
                    "%s:%d %s: %s".formatted(file, line, what, lines.get(line - 1)));
        }
    }
}
