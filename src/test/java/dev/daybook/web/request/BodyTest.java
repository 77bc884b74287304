package dev.daybook.web.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Violation;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A body is read as a whole: each fault is named with the place where it is. */
class BodyTest {

    private static final int MOST = 2;

    private record Address(String city, Optional<String> street) {}

    private record Line(String productId, long quantity) {}

    private record Visit(
            Address address, List<Line> lines, LocalDate day, Optional<LocalDate> until) {}

    @Test
    void what_lies_within_it_is_read() {
        assertEquals(
                new Visit(
                        new Address("Rome", Optional.empty()),
                        List.of(new Line("p-1", 2), new Line("p-2", 1)),
                        LocalDate.of(2024, 2, 29),
                        Optional.empty()),
                read(
                        """
                        {"address":{"city":"Rome"},"day":"2024-02-29",
                         "lines":[{"productId":"p-1","quantity":2},{"productId":"p-2","quantity":1}]}
                        """));
    }

    @Test
    void a_list_that_is_left_out_is_empty() {
        assertEquals(
                List.of(),
                read("""
                {"address":{"city":"Rome"},"day":"2024-02-29"}
                """)
                        .lines());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"address\":{},\"day\":\"2024-02-29\"} | #/address/city missing",
                "{\"day\":\"2024-02-29\"} | #/address missing",
                "{\"address\":7,\"day\":\"2024-02-29\"} | #/address wrong-type",
                "{\"address\":{\"city\":\"Rome\",\"zip\":1},\"day\":\"2024-02-29\"} | #/address/zip unknown-field",
                "{\"address\":{\"city\":\"Rome\",\"street\":\" \"},\"day\":\"2024-02-29\"} | #/address/street blank",
                "{\"address\":{\"city\":\"Rome\"},\"day\":\"2023-02-29\"} | #/day invalid-date",
                "{\"address\":{\"city\":\"Rome\"},\"day\":20240229} | #/day invalid-date",
                "{\"address\":{\"city\":\"Rome\"},\"day\":\"+12024-02-29\"} | #/day invalid-date",
                "{\"address\":{\"city\":\"Rome\"},\"day\":\"2024-02-29\",\"lines\":{}} | #/lines wrong-type",
                "{\"address\":{\"city\":\"Rome\"},\"day\":\"2024-02-29\",\"lines\":[1]} | #/lines/0 wrong-type",
                "{\"address\":{\"city\":\"Rome\"},\"day\":\"2024-02-29\",\"lines\":[{},{},{}]} | #/lines too-many",
                "{\"address\":{\"city\":\"Rome\"},\"day\":\"2024-02-29\",\"lines\":[{\"productId\":\"p\",\"quantity\":1},{\"productId\":\"p\",\"quantity\":10}]} | #/lines/1/quantity out-of-range",
                "{\"address\":{\"city\":\"Rome\"},\"day\":\"2024-02-29\",\"lines\":[{\"productId\":\"p\",\"quantity\":1.0}]} | #/lines/0/quantity out-of-range",
            })
    void a_fault_is_named_with_its_place(String json, String fault) {
        List<Violation> faults =
                assertThrows(ProblemException.class, () -> read(json)).problem().errors();
        assertEquals(
                List.of(fault),
                faults.stream().map(each -> each.pointer() + " " + each.code()).toList());
    }

    private static Visit read(String json) {
        try {
            return new Body(new ObjectMapper().readTree(json))
                    .as(
                            new Request(),
                            in ->
                                    new Visit(
                                            in.object(
                                                    "address",
                                                    part ->
                                                            new Address(
                                                                    part.text("city"),
                                                                    part.optionalText("street"))),
                                            in.list(
                                                    "lines",
                                                    MOST,
                                                    line ->
                                                            new Line(
                                                                    line.id("productId"),
                                                                    line.number("quantity", 1, 9))),
                                            in.date("day"),
                                            in.optionalDate("until")));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
