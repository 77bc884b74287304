package dev.daybook.cli;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an operator can ask for on the command line. */
public enum Command {
    PROJECTIONS("", "lists the projections: how far each is, how late, and whose"),
    REBUILD("NAME", "rebuilds a projection beside the live one, and shows how far it is"),
    VERIFY("", "checks the log, and each projection against a fresh fold of it"),
    EXPORT("[FILE]", "writes the log as JSON lines, to standard output where no file is named"),
    IMPORT(
            "[FILE]",
            "reads an export into an empty log, from standard input where no file is named"),
    KEY("create|...", "makes a key, lists the keys, or revokes one: 'daybook key' says how"),
    RELAY("[POSITION]", "says how far Kafka has the log; has it sent from behind a position on"),
    RESET("", "sets back what is ahead of the log, after an older dump was restored"),
    MIGRATE(
            "[ROLE]",
            "makes the tables or brings them up to date; lets a role work on them, and no more"),
    TRAIN("", "serves itself typical work on a database of its own, for the JVM to record"),
    HELP("", "prints this");

    private static final String USAGE =
            """
            daybook              serves
            daybook COMMAND      runs a command on the database that the settings name, and ends:

            %s

            It ends with 0; with 1 where something is wrong; with 2 where the command line is.
            """;

    /** On a database of its own, and whatever else is set, nothing outside is reached. */
    private static final Map<String, String> BY_ITSELF =
            Map.ofEntries(
                    entry("EVENT_STORE_KIND", "postgres"),
                    entry("HOST", "127.0.0.1"),
                    entry("quarkus.http.port", "0"),
                    entry("DAYBOOK_ROLE", "all"),
                    entry("DAYBOOK_AUTH", "local"),
                    entry("DAYBOOK_ISSUER", ""),
                    entry("DAYBOOK_TLS_CERT", ""),
                    entry("DAYBOOK_TLS_KEY", ""),
                    entry("DAYBOOK_TLS_CLIENTS", ""),
                    entry("daybook.rate-limit", "0"),
                    entry("KAFKA_BOOTSTRAP_SERVERS", ""),
                    entry("OTEL_SDK_DISABLED", "true"));

    /** A command with what stands behind it. */
    public record Call(Command command, List<String> arguments) {
        public Call {
            arguments = List.copyOf(arguments);
        }

        /** The only argument, where there is one. */
        Optional<String> argument() {
            return arguments.stream().findFirst();
        }
    }

    private final String parameter;
    private final String purpose;

    Command(String parameter, String purpose) {
        this.parameter = parameter;
        this.purpose = purpose;
    }

    /**
     * The command that a command line calls.
     *
     * @throws WrongUsage if it calls none
     */
    public static Call in(String... words) throws WrongUsage {
        if (List.of("--help", "-h").contains(words[0])) {
            return new Call(HELP, List.of());
        }
        Command command =
                Arrays.stream(values())
                        .filter(each -> each.word().equals(words[0]))
                        .findFirst()
                        .orElseThrow(
                                () -> new WrongUsage("There is no command '" + words[0] + "'."));
        List<String> arguments = List.of(words).subList(1, words.length);
        if (command == KEY) {
            return new Call(KEY, KeyOptions.checked(arguments));
        }
        if (arguments.size() > (command.parameter.isEmpty() ? 0 : 1)) {
            throw new WrongUsage(
                    "%s does not take '%s'.".formatted(command.word(), arguments.getLast()));
        }
        if (arguments.isEmpty() && !command.parameter.isEmpty() && !command.isOptional()) {
            throw new WrongUsage("%s needs a %s.".formatted(command.word(), command.parameter));
        }
        return new Call(command, arguments);
    }

    /** All commands, a line each. */
    public static String usage() {
        return USAGE.formatted(
                Arrays.stream(values()).map(Command::line).collect(Collectors.joining("\n")));
    }

    /** What is set otherwise while it runs. */
    public Map<String, String> settings() {
        return switch (this) {
            // a connection would be taken for dead that is silent while it compares whole tables
            case VERIFY -> Map.of("daybook.store-timeout", "1h");
            case TRAIN -> BY_ITSELF;
            default -> Map.of();
        };
    }

    /** Whether it runs the service, on a temporary database. */
    public boolean serves() {
        return this == TRAIN;
    }

    /** Whether it may work on a database in which no Daybook has been yet. */
    public boolean mayBegin() {
        return this == IMPORT || this == KEY || this == MIGRATE;
    }

    private boolean isOptional() {
        return parameter.startsWith("[");
    }

    private String line() {
        return "  %-18s %s".formatted(word() + " " + parameter, purpose);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
