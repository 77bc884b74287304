package dev.daybook.web.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.fge.jsonschema.core.exceptions.ProcessingException;
import com.github.fge.jsonschema.core.report.ProcessingReport;
import com.github.fge.jsonschema.main.JsonSchemaFactory;
import dev.daybook.Modules;
import dev.daybook.support.GoldenEvents;
import dev.daybook.support.GoldenEvents.Line;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the published schemas say of events is what is stored, and sent. */
class EventSchemasTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode schemas =
            new EventSchemas(Modules.registry(), JSON).document().path("$defs");

    @Test
    void each_event_that_is_sent_has_one_and_no_other_event() {
        TreeSet<String> names = new TreeSet<>();
        schemas.properties().forEach(each -> names.add(each.getValue().path("$anchor").asText()));
        TreeSet<String> sent = new TreeSet<>();
        Modules.registry()
                .publicCategories()
                .forEach(
                        category ->
                                Modules.registry()
                                        .aggregate(category)
                                        .eventTypes()
                                        .forEach(
                                                type ->
                                                        sent.add(
                                                                "%s.%s.%d"
                                                                        .formatted(
                                                                                category,
                                                                                type.name(),
                                                                                type
                                                                                        .schemaVersion()))));
        assertEquals(sent, names);
        assertTrue(names.contains("lease.PaymentReceived.2"), names::toString);
        assertFalse(names.contains("api-key.KeyRevoked.1"), names::toString);
    }

    @Test
    void each_golden_event_is_valid_and_none_with_a_field_of_another_type()
            throws JsonProcessingException, ProcessingException {
        List<Line> lines =
                GoldenEvents.file().stream().filter(line -> schemas.has(name(line))).toList();
        assertTrue(lines.size() > 30);
        int spoilt = 0;
        for (Line line : lines) {
            JsonNode payload = JSON.readTree(line.payload().encode());
            assertTrue(
                    validated(line, payload).isSuccess(),
                    () -> line + " " + schemas.path(name(line)));
            for (String field : payload.properties().stream().map(each -> each.getKey()).toList()) {
                ObjectNode other = payload.deepCopy();
                other.putArray(field).addArray();
                assertFalse(
                        validated(line, other).isSuccess(), () -> other + " is taken for " + line);
                spoilt++;
            }
        }
        assertTrue(spoilt > lines.size());
    }

    private ProcessingReport validated(Line line, JsonNode payload) throws ProcessingException {
        ObjectNode document = JSON.createObjectNode();
        document.set("$defs", schemas);
        return JsonSchemaFactory.byDefault()
                .getJsonSchema(document, "/$defs/" + name(line))
                .validate(payload);
    }

    private static String name(Line line) {
        return line.category() + "." + line.type() + "." + line.schemaVersion();
    }
}
