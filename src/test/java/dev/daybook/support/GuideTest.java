package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Guide.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document that shows something else than what is answered does not pass. */
class GuideTest {

    private static final String ANSWER =
            """
            HTTP/1.1 201 Created\r
            Request-Id: 01a214ed\r
            content-length: 46\r
            ETag: "1"\r
            \r
            {"accountId":"acc-1","payload":{"amount": 5, "currency": "USD"},"createdAt":"2026-01-31T12:00:00Z","position":1}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                HTTP/1.1 201 Created
                ETag: "1"

                {"accountId":"acc-1","payload":{"amount": 5, "currency": "USD"},"createdAt":"...","position":1}""",
                """
                HTTP/1.1 201 Created
                Content-Length: 46
                Request-Id: ...

                {"accountId":"acc-1",
                 "payload":{"amount": 5,
                  "currency": "USD"},...,"position":1}
                """,
                """
                HTTP/1.1 201 Created

                ..."position":1}"""
            })
    void what_is_answered_passes(String shown) {
        assertTrue(printed(shown).difference(ANSWER).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nETag: \"1\"\n\n...",
                "HTTP/1.1 201 Created\nETag: \"2\"\n\n...",
                "HTTP/1.1 201 Created\nRetry-After: 1\n\n...",
                "HTTP/1.1 201 Created",
                "HTTP/1.1 201 Created\n\n{\"accountId\":\"acc-1\",...,\"position\":2}",
                "HTTP/1.1 201 Created\n\n{\"accountId\":\"acc-1\",...,\"position\":1",
                "HTTP/1.1 201 Created\n\n{\"accountId\":\"acc-1\",...,\"position\":1}\nand more",
                "HTTP/1.1 201 Created\n\n\"acc-1\",...",
                "HTTP/1.1 201 Created\n\n{\"accountId\": \"acc-1\",...",
                "HTTP/1.1 201 Created\n\n{\"accountId\":\"acc-1\",...\"currency\"...\"amount\"...",
                "HTTP/1.1 201 Created\n\n{\"accountId\":\"acc-1\",\n\"payload\":...",
                ""
            })
    void what_is_not_answered_does_not(String shown) {
        assertTrue(printed(shown).difference(ANSWER).isPresent());
    }

    @Test
    void a_command_that_prints_what_is_not_shown_does_not_pass() {
        assertEquals("", printed("").difference("\n").orElse(""));
        assertTrue(printed("one\nthree").difference("one\ntwo\nthree").isPresent());
        assertTrue(printed("one\n...\nthree").difference("one\ntwo\nthree").isEmpty());
    }

    @Test
    void commands_are_read_with_their_lines_and_wishes() {
        Guide guide =
                guide(
                        """
                        <!-- GuidesIT: setting DAYBOOK_DEMO=true -->
                        <!-- GuidesIT: database copy -->
                        ```
                        $ echo one \\
                          two
                        one two

                        $ true
                        ```
                        ```
                        DAYBOOK_DEMO=true ./mvnw quarkus:dev
                        ```
                        """);
        assertEquals(Map.of("DAYBOOK_DEMO", "true"), guide.settings());
        assertEquals(List.of("copy"), guide.databases());
        assertEquals(List.of(4, 8), guide.commands().stream().map(Command::line).toList());
        assertEquals("echo one \\\n  two", guide.commands().getFirst().text());
        assertEquals(List.of("one two"), guide.commands().getFirst().printed().lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```\ncurl http://localhost:3000/health\n```",
                "```\n./mvnw verify\ncurl http://localhost:3000/health\n```",
                "```bash\n$ curl http://localhost:3000/health\n```",
                "```\n$ true",
                "<!-- GuidesIT: leave out -->"
            })
    void no_command_is_passed_over(String document) {
        assertThrows(IllegalArgumentException.class, () -> guide(document));
    }

    private static Printed printed(String text) {
        return new Printed(text.lines().toList());
    }

    private static Guide guide(String document) {
        return Guide.of(Path.of("guide.md"), document.lines().toList());
    }
}
