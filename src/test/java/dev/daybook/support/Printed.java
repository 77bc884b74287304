package dev.daybook.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a document shows of a command's output. {@code ...} stands for anything; a line that begins
 * with white space continues the one above it, whether the output has a break there or not. Of the
 * head of an HTTP answer a document shows the status and those headers that it speaks of.
 */
public record Printed(List<String> lines) {

    private static final String ANYTHING = "...";
    private static final String ANSWER = "HTTP/";

    public Printed {
        lines = withoutBlankEnd(lines);
    }

    /** What of it the output lacks, or has otherwise; nothing where all is as shown. */
    public Optional<String> difference(String output) {
        List<String> actual = withoutBlankEnd(output.lines().toList());
        return isAnswer(lines) && isAnswer(actual)
                ? headDifference(before(lines), before(actual))
                        .or(() -> difference(behind(lines), behind(actual)))
                : difference(lines, actual);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }

    private static boolean isAnswer(List<String> lines) {
        return !lines.isEmpty() && lines.getFirst().startsWith(ANSWER);
    }

    private static Optional<String> headDifference(List<String> expected, List<String> actual) {
        if (!expected.getFirst().equals(actual.getFirst())) {
            return Optional.of(expected.getFirst());
        }
        return expected.stream()
                .skip(1)
                .filter(line -> actual.stream().skip(1).noneMatch(other -> isHeader(line, other)))
                .findFirst();
    }

    private static boolean isHeader(String expected, String actual) {
        String[] shown = expected.split(":", 2);
        String[] sent = actual.split(":", 2);
        return shown.length == 2
                && sent.length == 2
                && shown[0].equalsIgnoreCase(sent[0])
                && difference(List.of(shown[1].strip()), List.of(sent[1].strip())).isEmpty();
    }

    /** Each part between two of {@link #ANYTHING} is looked for where the one before it ends. */
    private static Optional<String> difference(List<String> expected, List<String> actual) {
        String output = String.join("\n", actual);
        String[] parts = joined(expected).split(Pattern.quote(ANYTHING), -1);
        int at = 0;
        for (int number = 0; number < parts.length; number++) {
            boolean last = number == parts.length - 1;
            Matcher part =
                    Pattern.compile(regex(parts[number]) + (last ? "\\z" : "")).matcher(output);
            part.region(at, output.length());
            if (!(number == 0 ? part.lookingAt() : part.find())) {
                return Optional.of(parts[number].replace('\t', ' ').strip());
            }
            at = part.end();
        }
        return Optional.empty();
    }

    /** A tab is where a line is continued: no document has one. */
    private static String joined(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            boolean continues = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
            text.append(continues ? "\t" : text.isEmpty() ? "" : "\n");
            text.append(continues ? line.strip() : line.stripTrailing());
        }
        return text.toString();
    }

    private static String regex(String part) {
        return Arrays.stream(part.split("\t", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s*"));
    }

    private static List<String> before(List<String> lines) {
        int blank = lines.indexOf("");
        return blank < 0 ? lines : lines.subList(0, blank);
    }

    private static List<String> behind(List<String> lines) {
        int blank = lines.indexOf("");
        return blank < 0 ? List.of() : lines.subList(blank + 1, lines.size());
    }

    private static List<String> withoutBlankEnd(List<String> lines) {
        List<String> kept = new ArrayList<>(lines);
        while (!kept.isEmpty() && kept.getLast().isBlank()) {
            kept.removeLast();
        }
        return List.copyOf(kept);
    }
}
