package dev.daybook.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.RawHttp.Answer;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Learns from the service itself what its routes take: it is told what is missing, or does not fit,
 * and tries the next thing.
 */
final class Pupil {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** From the more special to what fits anything. */
    private static final List<String> VALUES =
            List.of(
                    "\"fuzz-1\"",
                    "\"USD\"",
                    "7",
                    "{}",
                    "[{}]",
                    "\"2026-01-31\"",
                    "\"2026-01-31T12:00:00Z\"",
                    "true",
                    "[]",
                    "\"account\"",
                    "\"MoneyDeposited\"",
                    "\"ACTIVE\"",
                    "\"DE\"",
                    "[\"accounts:read\"]",
                    "\"https://hooks.invalid/fuzz\"",
                    "[\"account\"]",
                    "[\"account.MoneyDeposited\"]",
                    "\"/api/accounts/fuzz-1/freeze\"",
                    "\"POST\"",
                    "1.5");

    /** What no refusal names by itself. */
    private static final List<String> PARAMETERS =
            List.of(
                    "limit",
                    "offset",
                    "cursor",
                    "from",
                    "to",
                    "type",
                    "category",
                    "status",
                    "after",
                    "minPosition",
                    "version",
                    "asOf",
                    "q",
                    "available",
                    "minRent",
                    "maxRent",
                    "city",
                    "quantity");

    /**
     * What was learnt of a route.
     *
     * @param sample is not malformed in the eyes of the service, and bears all that it may
     * @param parameters that it knows in its query
     */
    record Lesson(Sample sample, List<String> parameters) {}

    private final Set<String> fields = new TreeSet<>();

    /**
     * @throws IllegalStateException if nothing that was tried fits: add what does to the values
     */
    Lesson learn(Route route) {
        Sample sample =
                fitting(Sample.bare(route, "fuzz-1"))
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "Nothing to say to " + route + " was found."));
        sample.body().fieldNames().forEachRemaining(fields::add);
        for (String field : route.bearsBody() ? List.copyOf(fields) : List.<String>of()) {
            sample = withField(sample, field);
        }
        List<String> parameters = new ArrayList<>(sample.query().keySet());
        // what ignores parameters has none
        for (String parameter : knows(sample, "zzz") ? List.<String>of() : PARAMETERS) {
            if (!sample.query().containsKey(parameter) && knows(sample, parameter)) {
                parameters.add(parameter);
                Sample more = sample.copy();
                more.query().put(parameter, "fuzz-1");
                sample = fitting(more).orElse(sample);
            }
        }
        return new Lesson(sample, parameters);
    }

    private boolean knows(Sample sample, String parameter) {
        Sample more = sample.copy();
        more.query().put(parameter, "fuzz-1");
        return errors(more.request().send()).stream()
                .noneMatch(error -> error.path("code").asText().equals("unknown-parameter"));
    }

    private Sample withField(Sample sample, String field) {
        if (sample.body().has(field)) {
            return sample;
        }
        Sample more = sample.copy();
        more.body().put(field, "fuzz-1");
        boolean known =
                errors(more.request().send()).stream()
                        .noneMatch(error -> error.path("code").asText().equals("unknown-field"));
        return known ? fitting(more).orElse(sample) : sample;
    }

    /** Changes what the service complains about until it does not. */
    private Optional<Sample> fitting(Sample first) {
        Sample sample = first.copy();
        Map<String, Integer> tries = new HashMap<>();
        while (true) {
            Answer answer = sample.request().send();
            if (answer.status() != 400) {
                names(answer);
                return Optional.of(sample);
            }
            List<JsonNode> errors = errors(answer);
            for (JsonNode error : errors) {
                String place = error.path("pointer").asText() + error.path("parameter").asText();
                int number = tries.merge(place, 1, Integer::sum);
                if (number > VALUES.size()) {
                    return Optional.empty();
                }
                correct(sample, error, json(VALUES.get(number - 1)));
            }
            if (errors.isEmpty()) {
                return Optional.empty();
            }
        }
    }

    private static void correct(Sample sample, JsonNode error, JsonNode value) {
        if (error.has("pointer")) {
            sample.put(JsonPointer.compile(error.path("pointer").asText().substring(1)), value);
            return;
        }
        String parameter = error.path("parameter").asText();
        String text = URLEncoder.encode(value.isTextual() ? value.textValue() : "" + value, UTF_8);
        if (sample.path().containsKey(parameter)) {
            sample.path().put(parameter, text);
        } else {
            sample.query().put(parameter, text);
        }
    }

    /** What an answer names may be an optional field elsewhere. */
    private void names(Answer answer) {
        if (answer.header("Content-Type").orElse("").startsWith("application/json")) {
            json(answer.body()).fieldNames().forEachRemaining(fields::add);
        }
    }

    private static List<JsonNode> errors(Answer answer) {
        List<JsonNode> errors = new ArrayList<>();
        if (answer.status() == 400) {
            json(answer.body()).path("errors").forEach(errors::add);
        }
        return errors;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
