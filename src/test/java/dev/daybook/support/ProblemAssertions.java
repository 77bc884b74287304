package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.store.EventStore;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What every problem document has to be, whatever the problem. */
public final class ProblemAssertions {

    private static final Pattern INTERNALS =
            Pattern.compile("\\tat |Exception|java\\.|io\\.|select |insert |SQL|Postgre");

    private static final Pattern VISIBLE = Pattern.compile("[!-~]*");
    private static final int LONGEST_SHOWN = 1000;

    private ProblemAssertions() {}

    /** The document, after every member that all problems share was checked. */
    public static JsonNode assertProblem(Answer answer, String path) {
        assertEquals(
                "application/problem+json",
                answer.header("Content-Type").orElse("none"),
                answer::toString);
        JsonNode problem = json(answer);
        String code = problem.path("code").textValue();
        assertEquals("/problems/" + code, problem.path("type").textValue());
        assertEquals(answer.status(), problem.path("status").intValue());
        assertFalse(problem.path("title").asText().isBlank(), answer::toString);
        assertFalse(problem.path("detail").asText().isBlank(), answer::toString);
        String address = path.split("\\?", 2)[0];
        if (VISIBLE.matcher(address).matches()) {
            assertEquals(
                    address.substring(0, Math.min(address.length(), LONGEST_SHOWN)),
                    problem.path("instance").textValue());
        }
        assertEquals(
                answer.header("Request-Id").orElseThrow(), problem.path("requestId").textValue());
        assertFalse(INTERNALS.matcher(answer.body()).find(), answer::toString);
        return problem;
    }

    /** The problem with which a request is refused without anything being stored. */
    public static JsonNode assertRefused(
            EventStore store, Request request, int status, String code) {
        long before = Wait.answerOf(store.head());
        Answer answer = request.send();
        assertEquals(status, answer.status(), answer::toString);
        JsonNode problem = assertProblem(answer, request.path());
        assertEquals(code, problem.path("code").textValue());
        assertEquals(before, Wait.answerOf(store.head()), "Something was stored.");
        return problem;
    }

    /** Each single fault, {@code #/amount invalid-amount} or {@code limit out-of-range}. */
    public static List<String> faults(JsonNode problem) {
        List<String> faults = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            String place = error.path("pointer").asText(error.path("parameter").asText());
            faults.add(place + " " + error.path("code").asText());
        }
        return faults;
    }

    private static JsonNode json(Answer answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.toString(), e);
        }
    }
}
