package dev.daybook.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * One fault in a request.
 *
 * @param pointer where in the body, as a JSON pointer in a fragment: {@code #/amount}
 * @param parameter or which parameter of the path, the query or the headers
 * @param code stable, to act on
 * @param detail for people
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Violation(
        @Nullable String pointer,
        @Nullable String parameter,
        String code,
        @Nullable String detail) {

    public static Violation inBody(String pointer, String code, @Nullable String detail) {
        return new Violation(pointer, null, code, detail);
    }

    public static Violation inParameter(String parameter, String code, @Nullable String detail) {
        return new Violation(null, parameter, code, detail);
    }
}
