package dev.daybook.web.openapi;

import dev.daybook.web.openapi.Asked.Form;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Occasion;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Shape;
import dev.daybook.web.request.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Notes what a reader asks for, and has placeholders only. */
abstract sealed class NotedValues implements Values {

    private final Occasion occasion;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    private NotedValues(Occasion occasion) {
        this.occasion = occasion;
    }

    /** In the order in which it was asked for. */
    List<Asked> asked() {
        return List.copyOf(asked.values());
    }

    void note(String name, Form form, boolean required) {
        asked.put(name, new Asked(name, form, required));
    }

    @Override
    public Occasion occasion() {
        return occasion;
    }

    @Override
    public <T> T required(String name, Shape<T> shape) {
        note(name, new Form.One(shape), true);
        return shape.placeholder();
    }

    @Override
    public <T> Optional<T> optional(String name, Shape<T> shape) {
        note(name, new Form.One(shape), false);
        return Optional.empty();
    }

    @Override
    public void refuse(String name, String code, String detail) {
        // placeholders fit
    }

    /** Those of a body. */
    static final class NotedFields extends NotedValues implements Fields {

        NotedFields(Occasion occasion) {
            super(occasion);
        }

        @Override
        public <T> T object(String name, Function<Fields, T> reader) {
            NotedFields parts = new NotedFields(occasion());
            T value = reader.apply(parts);
            note(name, new Form.Parts(parts.asked()), true);
            return value;
        }

        @Override
        public <T> List<T> list(String name, int most, Function<Fields, T> reader) {
            return noted(name, 0, most, reader);
        }

        @Override
        public <T> List<T> items(String name, int most, Function<Fields, T> reader) {
            return noted(name, 1, most, reader);
        }

        private <T> List<T> noted(String name, int least, int most, Function<Fields, T> reader) {
            NotedFields parts = new NotedFields(occasion());
            T value = reader.apply(parts);
            note(name, new Form.Many(parts.asked(), least, most), least > 0);
            return new ArrayList<>(List.of(value));
        }
    }

    /** Those of a query. */
    static final class NotedParameters extends NotedValues implements Parameters {

        NotedParameters(Occasion occasion) {
            super(occasion);
        }

        @Override
        public long numberOr(String name, Shape<Long> shape, long otherwise) {
            note(name, new Form.One(shape), false);
            return shape.placeholder();
        }

        @Override
        public boolean has(String name) {
            return false;
        }

        @Override
        public OptionalLong minPosition() {
            note(MIN_POSITION, new Form.One(ANY_POSITION), false);
            return OptionalLong.empty();
        }
    }
}
