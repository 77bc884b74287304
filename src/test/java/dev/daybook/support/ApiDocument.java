package dev.daybook.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The description of the API with shared parameters and answers where they are referred to. */
public final class ApiDocument {

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

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

    /** The codes with which an operation says that it answers this status. */
    public static Set<String> codes(JsonNode operation, int status) {
        String described = answer(operation, status).path("description").asText();
        return operation.path("responses").has(status + "")
                ? quoted(described)
                : Stream.of(described.split("[:;] "))
                        .filter(part -> part.startsWith(status + " "))
                        .findFirst()
                        .map(ApiDocument::quoted)
                        .orElse(Set.of());
    }

    /** What a text has in backquotes. */
    public static Set<String> quoted(String text) {
        return QUOTED.matcher(text).results().map(it -> it.group(1)).collect(Collectors.toSet());
    }

    /** What a schema and those that it refers to show; any text where that is all it asks for. */
    public static JsonNode example(JsonNode document, JsonNode schema) {
        if (schema.has("$ref")) {
            return example(document, target(document, schema));
        }
        if (schema.has("example") || schema.has("enum")) {
            return schema.has("example") ? schema.path("example") : schema.path("enum").path(0);
        }
        if (schema.path("type").asText().equals("string") && !schema.has("pattern")) {
            return JsonNodeFactory.instance.textNode("text");
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
