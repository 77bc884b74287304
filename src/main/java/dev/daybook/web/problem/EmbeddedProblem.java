package dev.daybook.web.problem;

import dev.daybook.kernel.Rejection;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** A problem inside of an answer: why what was begun has failed, after its request was answered. */
@RegisterForReflection
public record EmbeddedProblem(String type, String title, int status, String code, String detail) {

    public static EmbeddedProblem of(String code, Rejection.Kind kind, String detail) {
        Problem problem = Problem.of(Refusals.status(kind), code, detail);
        return new EmbeddedProblem(
                "/problems/" + code, problem.title(), problem.status(), code, detail);
    }
}
