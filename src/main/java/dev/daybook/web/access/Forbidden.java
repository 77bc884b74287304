package dev.daybook.web.access;

import dev.daybook.web.problem.Problem;

/** What a caller is told who is known, and may not. */
final class Forbidden {

    private Forbidden() {}

    static Problem lacking(String scope) {
        return Problem.of(403, "forbidden", "This needs the scope " + scope + ".")
                .with(
                        "WWW-Authenticate",
                        "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }
}
