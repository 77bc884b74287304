package dev.daybook.cli.logfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The fields of a JSON object, each asked for once; objects in it stay the text that they are. */
public final class JsonFields {

    private static final int NANOS_OF_A_MICROSECOND = 1_000;

    private record Value(JsonToken kind, String text) {}

    private final Map<String, Value> values = new HashMap<>();

    /**
     * @throws BadLine if the text is anything but one JSON object
     */
    JsonFields(JsonFactory json, String text) throws BadLine {
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadLine("it is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                values.put(name, value(parser, text));
            }
            if (parser.nextToken() != null) {
                throw new BadLine("there is more behind the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new BadLine("it is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that takes no name twice. */
    public static JsonFactory json() {
        return JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    }

    private static Value value(JsonParser parser, String text) throws IOException {
        JsonToken kind = parser.nextToken();
        if (!kind.isStructStart()) {
            return new Value(kind, parser.getText());
        }
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        return new Value(
                kind, text.substring(start, (int) parser.currentLocation().getCharOffset()));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) throws BadLine {
        String text = value(name, JsonToken.VALUE_STRING, "text");
        if (text.chars().anyMatch(each -> each == 0 || Character.isSurrogate((char) each))
                && !isStorable(text)) {
            throw new BadLine(name + " holds what is no character");
        }
        return text;
    }

    private static boolean isStorable(String text) {
        return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** The text of the object as it stands there. */
    String object(String name) throws BadLine {
        return value(name, JsonToken.START_OBJECT, "a JSON object");
    }

    Optional<String> optionalObject(String name) throws BadLine {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    long number(String name) throws BadLine {
        String text = value(name, JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new BadLine(name + " is out of range");
        }
    }

    UUID uuid(String name) throws BadLine {
        String text = text(name);
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new BadLine(name + " is no UUID");
    }

    Instant time(String name) throws BadLine {
        String text = text(name);
        try {
            Instant time = Instant.parse(text);
            if (time.getNano() % NANOS_OF_A_MICROSECOND == 0) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw new BadLine(name + " is no time of at most microseconds");
    }

    /**
     * @throws BadLine if there is a field that was not asked for
     */
    void end() throws BadLine {
        Optional<String> unknown = values.keySet().stream().sorted().findFirst();
        if (unknown.isPresent()) {
            throw new BadLine("the field '" + unknown.get() + "' is unknown");
        }
    }

    private String value(String name, JsonToken kind, String what) throws BadLine {
        Value value = values.remove(name);
        if (value == null) {
            throw new BadLine(name + " is missing");
        }
        if (value.kind() != kind) {
            throw new BadLine(name + " is not " + what);
        }
        return value.text();
    }
}
