package dev.daybook.web.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.web.answer.Tabular;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which media type a client gets where there are two. */
class RepresentationTest {

    private static final List<MediaType> KNOWN =
            List.of(MediaType.APPLICATION_JSON_TYPE, MediaType.valueOf(Tabular.CSV));

    @Test
    void who_says_nothing_gets_the_first() {
        assertEquals("json", subtype());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|json",
                "application/*|json",
                "text/*|csv",
                "TEXT/CSV|csv",
                "text/csv; charset=utf-8|csv",
                "text/csv, application/json|json",
                "application/json;q=0.9, text/csv|csv",
                "application/json;q=0, */*|csv",
                "text/csv;q=0, */*;q=0.1|json",
                "text/*;q=0.5, application/json;q=0.4|csv",
                "text/csv;q=0.1, text/*, application/json;q=0.2|json",
                "text/html, text/csv;q=0.001|csv",
                "nonsense, text/csv|csv",
                "application/json;q=high, text/csv;q=0.1|csv"
            })
    void the_most_specific_range_says_how_much_a_type_is_liked(String accept, String subtype) {
        assertEquals(subtype, subtype(accept));
    }

    @Test
    void a_list_may_be_spread_over_lines() {
        assertEquals("csv", subtype("text/html", "application/json;q=0.5", "text/csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "*/*;q=0", "text/csv;q=0", "nonsense", "image/*"})
    void who_likes_neither_gets_neither(String accept) {
        assertThrows(NotAcceptableException.class, () -> subtype(accept));
    }

    private static String subtype(String... accept) {
        return Representation.best(KNOWN, Arrays.asList(accept)).getSubtype();
    }
}
