package dev.daybook.web.problem;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.*;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Rejection;
import dev.daybook.web.EntityTags;
import dev.daybook.web.Headers;
import dev.daybook.web.TextRules;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;

/** The problem that a command's outcome is to its caller. */
public final class Refusals {

    private Refusals() {}

    /**
     * @throws IllegalArgumentException if the outcome is no refusal
     */
    public static Problem problem(Outcome outcome) {
        return switch (outcome) {
            case Rejected(var refusal, var replayed) ->
                    replayed
                            ? rejected(refusal).with(Headers.IDEMPOTENT_REPLAYED, "true")
                            : rejected(refusal);
            case VersionMismatch(var version) -> mismatch(version);
            case KeyReused _ ->
                    Problem.of(
                            422,
                            "idempotency-key-reused",
                            "This Idempotency-Key was used for another request.");
            case InFlight _ ->
                    Problem.of(
                                    409,
                                    "idempotency-key-in-flight",
                                    "The first request with this Idempotency-Key is not answered yet.")
                            .with(HttpHeaders.RETRY_AFTER, "1");
            case Contended _ ->
                    Problem.of(
                                    409,
                                    "concurrent-modification",
                                    "Others changed the resource again and again.")
                            .with(HttpHeaders.RETRY_AFTER, "1");
            case Accepted _, Withheld _ ->
                    throw new IllegalArgumentException("This is no refusal: " + outcome);
        };
    }

    /** Of what a decider refuses. */
    public static Problem problem(Rejection rejection, String detail) {
        return rejected(
                new Refusal(
                        rejection.code(),
                        rejection.kind(),
                        detail,
                        rejection.culprit().orElse(null)));
    }

    /** Of what a process has refused in the end. */
    public static Problem problem(Refused reason, boolean replayed) {
        return problem(
                new Rejected(
                        new Refusal(reason.code(), reason.kind(), reason.detail(), null),
                        replayed));
    }

    /**
     * @param version at which the resource is, 0 where there is none
     */
    public static Problem mismatch(long version) {
        return version == 0
                ? Problem.of(412, "version-mismatch", "There is no such resource yet.")
                : Problem.of(412, "version-mismatch", "The resource is at version " + version + ".")
                        .with(HttpHeaders.ETAG, EntityTags.of(version));
    }

    private static Problem rejected(Refusal refusal) {
        Rejection.Culprit culprit = refusal.culprit();
        List<Violation> errors =
                culprit == null
                        ? List.of()
                        : List.of(
                                Violation.inBody(
                                        TextRules.pointer(TextRules.WHOLE, culprit.field()),
                                        culprit.code(),
                                        null));
        return new Problem(
                status(refusal.kind()), refusal.code(), refusal.detail(), errors, Map.of());
    }

    /** Of a refusal of this kind. */
    public static int status(Rejection.Kind kind) {
        return switch (kind) {
            case ABSENT -> 404;
            case STATE -> 409;
            case RULE -> 422;
        };
    }
}
