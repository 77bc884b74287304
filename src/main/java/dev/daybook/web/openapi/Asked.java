package dev.daybook.web.openapi;

import dev.daybook.web.request.Shape;
import java.util.List;

/** A field or a parameter that a reader asks for. */
record Asked(String name, Form form, boolean required) {

    /** What is asked for. */
    sealed interface Form {

        record One(Shape<?> shape) implements Form {}

        record Parts(List<Asked> fields) implements Form {}

        record Many(List<Asked> fields, int least, int most) implements Form {}
    }
}
