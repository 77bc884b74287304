package dev.daybook.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

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

    private static void expand(JsonNode document, JsonNode places) {
        for (JsonNode place : places) {
            if (place.has("$ref")) {
                JsonNode shared = document.at(place.path("$ref").textValue().substring(1));
                ((ObjectNode) place).removeAll();
                ((ObjectNode) place).setAll((ObjectNode) shared);
            }
        }
    }
}
