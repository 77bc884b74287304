package dev.daybook.web.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a table looks as CSV. */
class CsvWriterTest {

    private record Cells(List<String> columns, List<List<Object>> rows) implements Tabular {}

    @Test
    void names_come_first_and_every_line_ends_in_cr_lf() {
        assertEquals(
                "day,amount\r\n2026-01-31,5\r\n2026-02-01,-7\r\n",
                CsvWriter.csv(
                        new Cells(
                                List.of("day", "amount"),
                                List.of(
                                        List.of(LocalDate.of(2026, 1, 31), 5L),
                                        List.of(LocalDate.of(2026, 2, 1), -7L)))));
    }

    @Test
    void a_table_without_rows_has_its_names() {
        assertEquals("day\r\n", CsvWriter.csv(new Cells(List.of("day"), List.of())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "plain text|plain text",
                "a,b|\"a,b\"",
                "say \"hi\"|\"say \"\"hi\"\"\"",
                "Müller, 世界|\"Müller, 世界\"",
                "it's = fine|it's = fine"
            })
    void what_means_something_in_csv_is_quoted(String text, String cell) {
        assertEquals(cell, cell(text));
    }

    @Test
    void a_line_break_is_quoted() {
        assertEquals("\"a\r\nb\"", cell("a\r\nb"));
        assertEquals("\"a\nb\"", cell("a\nb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠a", "\tx"})
    void a_text_that_begins_as_a_formula_is_shown_as_text(String text) {
        assertEquals("'" + text, cell(text));
    }

    @Test
    void a_formula_is_guarded_within_quotes() {
        assertEquals(
                "\"'=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\"",
                cell("=HYPERLINK(\"http://a\",\"b\")"));
        assertEquals("\"'\r=1\"", cell("\r=1"));
    }

    private static String cell(Object value) {
        String csv = CsvWriter.csv(new Cells(List.of("c"), List.of(List.of(value))));
        return csv.substring("c\r\n".length(), csv.length() - "\r\n".length());
    }
}
