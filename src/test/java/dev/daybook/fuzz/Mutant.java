package dev.daybook.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.fuzz.Pupil.Lesson;
import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A request that was fine, with some nonsense in it. */
final class Mutant {

    private static final String PLACEHOLDER = "@here@";

    private final Lesson lesson;
    private final RandomGenerator random;
    private final Sample sample;
    private final List<String> headers = new ArrayList<>();
    private String method;
    private String path;
    private String body;

    private Mutant(Lesson lesson, RandomGenerator random) {
        this.lesson = lesson;
        this.random = random;
        this.sample = lesson.sample().copy();
        method = sample.route().method();
        sample.path().replaceAll((_, value) -> value.replace("fuzz-1", anyId()));
        sample.query().keySet().removeIf(_ -> random.nextInt(3) == 0);
        path = sample.address();
        body = text(sample.body()).replace("fuzz-1", anyId());
    }

    /** Up to three kinds of nonsense at once; none now and then, so that there is something. */
    static Request of(Lesson lesson, RandomGenerator random) {
        Mutant mutant = new Mutant(lesson, random);
        for (int number = random.nextInt(4); number > 0; number--) {
            mutant.mutate();
        }
        return mutant.request();
    }

    /** The sample with one value replaced: each place, each value. */
    static List<Request> everyValue(Lesson lesson) {
        List<Request> requests = new ArrayList<>();
        for (JsonPointer place : places(lesson.sample().body())) {
            Nonsense.VALUES.forEach(value -> requests.add(withValue(lesson, place, value)));
        }
        for (String text : Nonsense.TEXTS) {
            for (Map.Entry<String, String> part : lesson.sample().path().entrySet()) {
                Sample sample = lesson.sample().copy();
                sample.path().put(part.getKey(), text);
                requests.add(sample.request());
            }
            for (String parameter : lesson.parameters()) {
                Sample sample = lesson.sample().copy();
                sample.query().put(parameter, text);
                requests.add(sample.request());
            }
        }
        return requests;
    }

    private static Request withValue(Lesson lesson, JsonPointer place, String value) {
        Sample sample = lesson.sample().copy();
        sample.put(place, TextNode.valueOf(PLACEHOLDER));
        String body = text(sample.body()).replace("\"" + PLACEHOLDER + "\"", value);
        return RawHttp.post(sample.address(), body.getBytes(ISO_8859_1))
                .as(sample.route().method())
                .with("Prefer: wait=0");
    }

    private void mutate() {
        switch (random.nextInt(sample.route().bearsBody() ? 10 : 6)) {
            case 0, 1 -> mutatePath();
            case 2, 3 -> mutateQuery();
            case 4 -> headers.add(pick(Nonsense.HEADERS));
            case 5 -> {
                if (random.nextInt(4) == 0) {
                    method = pick(Nonsense.METHODS);
                }
            }
            case 6, 7 -> mutateField();
            case 8 -> mutateBytes();
            default -> body = pick(Nonsense.BODIES);
        }
    }

    private void mutatePath() {
        String text = pick(Nonsense.TEXTS);
        List<String> parts = new ArrayList<>(List.of(path.split("/", -1)));
        int place = random.nextInt(parts.size());
        switch (random.nextInt(5)) {
            case 0 -> parts.set(place, text);
            case 1 -> parts.add(place, text);
            case 2 -> parts.set(place, parts.get(place) + text);
            case 3 -> parts.set(place, parts.get(place).toUpperCase());
            default -> parts.remove(place);
        }
        String joined = String.join("/", parts);
        path = joined.isEmpty() ? "/" : joined;
    }

    private void mutateQuery() {
        String name =
                lesson.parameters().isEmpty() || random.nextInt(4) == 0
                        ? pick(Nonsense.TEXTS)
                        : pick(lesson.parameters());
        String separator = path.contains("?") ? "&" : "?";
        switch (random.nextInt(4)) {
            case 0 -> path += separator + name + "=" + pick(Nonsense.TEXTS);
            case 1 -> path += separator + name;
            case 2 -> path += separator + "=&&=" + name + "=&" + name + "=1&" + name + "=2";
            default -> path = path.split("\\?", 2)[0] + "?" + name + "=" + pick(Nonsense.TEXTS);
        }
    }

    private void mutateField() {
        List<JsonPointer> places = places(sample.body());
        if (places.isEmpty()) {
            return;
        }
        JsonPointer place = pick(places);
        String name = place.last().getMatchingProperty();
        String value = pick(Nonsense.VALUES);
        body =
                switch (random.nextInt(5)) {
                    case 0 -> body.replace("\"" + name + "\"", "\"" + name.toUpperCase() + "\"");
                    case 1 -> body.replaceFirst("\\{", "{\"" + name + "\":1,");
                    case 2 -> body.replaceFirst("\\{", "{\"typo\":1,");
                    case 3 -> body.replaceFirst("\"" + name + "\":[^,}]*,?", "");
                    default -> new String(withValue(lesson, place, value).body(), ISO_8859_1);
                };
    }

    private void mutateBytes() {
        byte[] bytes = body.getBytes(ISO_8859_1);
        for (int number = random.nextInt(4); number >= 0 && bytes.length > 0; number--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        body = new String(bytes, ISO_8859_1);
    }

    private Request request() {
        Request request =
                sample.route().bearsBody()
                        ? RawHttp.post(path, body.getBytes(ISO_8859_1))
                        : RawHttp.get(path);
        request = request.as(method);
        if (headers.stream().noneMatch(header -> header.startsWith("Prefer"))) {
            headers.add("Prefer: wait=0");
        }
        for (String header : headers) {
            request = random.nextBoolean() ? request.replacing(header) : request.with(header);
        }
        return request;
    }

    private String anyId() {
        return "fuzz-" + random.nextInt(100);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String text(JsonNode json) {
        return new String(json.toString().getBytes(UTF_8), ISO_8859_1);
    }

    /** Of all that is no whole. */
    private static List<JsonPointer> places(JsonNode json) {
        List<JsonPointer> places = new ArrayList<>();
        collect(json, JsonPointer.empty(), places);
        return places;
    }

    private static void collect(JsonNode json, JsonPointer at, List<JsonPointer> places) {
        json.properties()
                .forEach(
                        field -> {
                            JsonPointer place = at.appendProperty(field.getKey());
                            places.add(place);
                            collect(field.getValue(), place, places);
                        });
        for (int index = 0; json.isArray() && index < json.size(); index++) {
            collect(json.get(index), at.appendIndex(index), places);
        }
    }
}
