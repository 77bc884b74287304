package dev.daybook.cli;

import static dev.daybook.cli.ImportTest.GOOD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a file that an import does not take it names the first bad line, and keeps nothing. */
class BadImportTest {

    private static TestDatabase database;

    @TempDir Path folder;

    /** One for all: it stays empty. */
    @BeforeAll
    static void migrate() {
        database = TestDatabase.migrated();
    }

    static Stream<Arguments> badFiles() {
        return Stream.of(
                bad(1, "it is not a JSON object", in(1, _ -> "[1]")),
                bad(2, "it is not JSON", in(2, _ -> "what?")),
                bad(2, "it is not JSON", in(2, line -> line.substring(0, 50))),
                bad(2, "it is not a JSON object", in(2, _ -> "")),
                bad(2, "there is more behind", in(2, line -> line + "{}")),
                bad(3, "Duplicate", in(3, "\"version\":2", "\"position\":3")),
                bad(3, "'colour' is unknown", in(3, "{\"pos", "{\"colour\":1,\"pos")),
                bad(5, "'colour' is unknown", in(5, "{\"cal", "{\"colour\":1,\"cal")),
                bad(5, "'colour' is unknown", in(5, "{\"out", "{\"colour\":1,\"out")),
                bad(7, "'colour' is unknown", in(7, "{\"eve", "{\"colour\":1,\"eve")),
                bad(2, "eventType is missing", in(2, "\"eventType\":\"AccountCreated\",", "")),
                bad(2, "position is not a whole number", in(2, ":2,", ":2.0,")),
                bad(2, "position is out of range", in(2, ":2,", ":22222222222222222222,")),
                bad(2, "streamId is not text", in(2, "\"b\"", "7")),
                bad(2, "streamId holds", in(2, "\"b\"", "\"\\u0000\"")),
                bad(2, "streamId holds", in(2, "\"b\"", "\"\\ud800\"")),
                bad(2, "schemaVersion is out of range", in(2, "Version\":1", "Version\":0")),
                bad(
                        2,
                        "payload is not a JSON object",
                        in(2, "\"payload\":{", "\"payload\":1,\"x\":{")),
                bad(3, "Unicode", in(3, "\"u\"", "\"\\u0000\"")),
                bad(3, "Unicode", in(3, "\"u\"", "\"\\ud800\"")),
                bad(2, "eventId is no UUID", in(2, "-7000-", "-7000")),
                bad(2, "recordedAt is no time", in(2, "T00", "T25")),
                bad(2, "recordedAt is no time", in(2, "001Z", "0011Z")),
                bad(2, "position 3, where 2 belongs", in(2, ":2,", ":3,")),
                bad(2, "position 3, where 2 belongs", without(2)),
                bad(2, "position 1, where 2 belongs", twice(1)),
                bad(3, "version 3 of account/a", in(3, "version\":2", "version\":3")),
                bad(3, "duplicate key", in(3, "version\":2", "version\":1")),
                bad(3, "version 0", in(3, "version\":2", "version\":0")),
                bad(3, "version 2 of account/c", in(3, "\"a\"", "\"c\"")),
                bad(3, "at position 1 and at position 3", in(3, "0003\"", "0001\"")),
                bad(3, "before the event in front", in(3, "01.000000", "00.000000")),
                bad(5, "an event stands behind", in(5, _ -> GOOD.lines().toList().get(2))),
                bad(6, "version 2 of account/b", in(6, "version\":1", "version\":2")),
                bad(5, "at position 2, which is not", in(5, "position\":3", "position\":2")),
                bad(5, "stands there twice", in(5, "\"v\"", "\"u\"")),
                bad(5, "not in the order", in(4, "k1", "k3")),
                bad(7, "4 events and 3 outcomes are announced", in(7, "events\":3", "events\":4")),
                bad(6, "3 events and 3 outcomes are announced, and 3 and 2", without(6)),
                bad(7, "the file is cut off", without(7)),
                bad(1, "it is not JSON", lines -> List.of(lines.getFirst().substring(0, 50))),
                bad(2, "the file is cut off", lines -> lines.subList(0, 1)),
                bad(
                        2,
                        "it is not JSON",
                        lines -> List.of(lines.getFirst(), lines.get(1).substring(0, 5))),
                bad(4, "the file is cut off", lines -> lines.subList(0, 3)),
                bad(1, "the file is cut off", _ -> List.of()),
                bad(8, "there is more behind the last line", twice(7)));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void a_bad_line_is_named_and_nothing_is_kept(
            int line, String words, UnaryOperator<List<String>> change) throws Exception {
        List<String> lines = change.apply(GOOD.lines().toList());
        String said = refusal(lines.stream().map(each -> each + "\n").collect(joining()));
        assertTrue(said.startsWith("Line " + line + ": "), said);
        assertTrue(said.contains(words), said);
        assertTrue(said.endsWith("Nothing was imported."), said);
        assertEquals(0, database.number(ImportTest.STORED));
    }

    @Test
    void the_first_bad_line_is_named_also_where_it_takes_others_to_see_that_it_is_bad()
            throws Exception {
        List<String> lines = in(2, "0002\"", "0001\"").apply(GOOD.lines().toList());
        String said = refusal(String.join("\n", in(3, "{", "").apply(lines)));
        assertTrue(said.startsWith("Line 2: "), said);
    }

    @Test
    void bytes_that_are_no_text_are_refused() throws Exception {
        byte[] bytes = GOOD.replace("\"JPY\"", "\"J?Y\"").getBytes(UTF_8);
        bytes[new String(bytes, UTF_8).indexOf('?')] = (byte) 0xff;
        Path file = Files.write(folder.resolve("bytes"), bytes);
        String said = refusal(file);
        assertTrue(said.startsWith("Line 2: it is not UTF-8"), said);
    }

    private static Arguments bad(int line, String words, UnaryOperator<List<String>> change) {
        return Arguments.of(line, words, change);
    }

    private static UnaryOperator<List<String>> in(int number, String from, String to) {
        return in(
                number,
                line -> {
                    assertTrue(line.contains(from), line);
                    return line.replace(from, to);
                });
    }

    private static UnaryOperator<List<String>> in(int number, UnaryOperator<String> change) {
        return lines -> {
            List<String> changed = new ArrayList<>(lines);
            changed.set(number - 1, change.apply(lines.get(number - 1)));
            return changed;
        };
    }

    private static UnaryOperator<List<String>> without(int number) {
        return lines -> {
            List<String> changed = new ArrayList<>(lines);
            changed.remove(number - 1);
            return changed;
        };
    }

    private static UnaryOperator<List<String>> twice(int number) {
        return lines -> {
            List<String> changed = new ArrayList<>(lines);
            changed.add(number, lines.get(number - 1));
            return changed;
        };
    }

    private String refusal(String content) throws IOException {
        return refusal(Files.writeString(folder.resolve("import"), content));
    }

    private static String refusal(Path file) {
        Import loading = new Import(database.source());
        return assertThrows(CommandFailed.class, () -> loading.run(Optional.of(file.toString())))
                .getMessage();
    }
}
