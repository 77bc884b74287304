package dev.daybook.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The description of the API with shared parameters and answers where they are referred to. */
public final class ApiDocument {

    private ApiDocument() {}

    public static JsonNode parse(String json) {
        try {
            JsonNode document = new ObjectMapper().readTree(json);
            for (JsonNode path : document.path("paths")) {
                for (JsonNode operation : path) {
                    expand(document, operation.path("parameters"));
                    expand(document, operation.path("responses"));
                }
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The described answer of this status: one of its own, or the one for all others. */
    public static JsonNode answer(JsonNode operation, int status) {
        JsonNode answers = operation.path("responses");
        return answers.path(answers.has(status + "") ? status + "" : "default");
    }

    /** The codes of a described answer, each with the problem that is its example. */
    public static Map<String, JsonNode> problems(JsonNode document, JsonNode answer) {
        Map<String, JsonNode> problems = new LinkedHashMap<>();
        answer.path("content")
                .path("application/problem+json")
                .path("examples")
                .properties()
                .forEach(
                        example ->
                                problems.put(
                                        example.getKey(),
                                        target(document, example.getValue()).path("value")));
        return problems;
    }

    /** What a schema and those that it refers to show; nothing where they show nothing. */
    public static JsonNode example(JsonNode document, JsonNode schema) {
        if (schema.has("$ref")) {
            return example(document, target(document, schema));
        }
        if (schema.has("example") || schema.has("enum")) {
            return schema.has("example") ? schema.path("example") : schema.path("enum").path(0);
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        schema.path("properties")
                .properties()
                .forEach(
                        field -> {
                            JsonNode value = example(document, field.getValue());
                            if (!value.isMissingNode()) {
                                fields.set(field.getKey(), value);
                            }
                        });
        if (schema.has("items")) {
            JsonNode item = example(document, schema.path("items"));
            return item.isMissingNode() ? item : JsonNodeFactory.instance.arrayNode().add(item);
        }
        return fields.isEmpty() ? MissingNode.getInstance() : fields;
    }

    private static JsonNode target(JsonNode document, JsonNode reference) {
        return document.at(reference.path("$ref").textValue().substring(1));
    }

    private static void expand(JsonNode document, JsonNode places) {
        for (JsonNode place : places) {
            if (place.has("$ref")) {
                JsonNode shared = target(document, place);
                ((ObjectNode) place).removeAll();
                ((ObjectNode) place).setAll((ObjectNode) shared);
            }
        }
    }
}
