package dev.daybook.engine.command;

import dev.daybook.kernel.Rejection;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/** The final answer to a command, decided on the current version of its stream. */
public sealed interface Outcome {

    /**
     * The events are committed.
     *
     * @param version of the stream after the command
     * @param position of its last event in the log
     * @param replayed whether an earlier sending of the same command had this effect
     */
    record Accepted(long version, long position, boolean replayed) implements Outcome {}

    /** A decider refused; nothing was appended. */
    record Rejected(Refusal refusal, boolean replayed) implements Outcome {}

    /** The stream is not at the version that the caller asked for; nothing was appended. */
    record VersionMismatch(long currentVersion) implements Outcome {}

    /** The caller used this key for another request before; nothing was appended. */
    record KeyReused() implements Outcome {}

    /** The same command was sent before and is not answered yet; this sending has no effect. */
    record InFlight() implements Outcome {}

    /** Other writers were faster each time; nothing was appended. */
    record Contended() implements Outcome {}

    /** It goes together with others, of which one did not hold; nothing was appended. */
    record Withheld() implements Outcome {}

    /** A rejection as it is stored and answered. */
    @RegisterForReflection(targets = {Refusal.class, Rejection.Culprit.class})
    record Refusal(
            String code, Rejection.Kind kind, String detail, Rejection.@Nullable Culprit culprit) {}
}
