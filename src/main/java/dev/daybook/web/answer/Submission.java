package dev.daybook.web.answer;

import dev.daybook.engine.command.AddressedCommand;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.StreamOwners;
import dev.daybook.kernel.Decision;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Refusals;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * What a request wants written, as it was read: the command, and how its outcome is answered.
 *
 * @param answering to be asked for before the command is sent
 */
public record Submission<C>(AddressedCommand<C> command, Supplier<Answering> answering) {

    /** Makes the answer of what became of the command. */
    public interface Answering {

        Uni<RestResponse<Receipt>> after(Uni<Outcome.Accepted> sent);
    }

    /**
     * To who may see what belongs to them alone, that of others is as if it were not there.
     *
     * @return fails with {@link ProblemException} where the request may not concern the resource
     */
    public Uni<Void> requireCovered(StreamOwners owners, Request request) {
        return owners.of(command.aggregate(), command.id())
                .invoke(owner -> requireOwn(owners, request, owner))
                .replaceWithVoid();
    }

    /**
     * @param owner of the stream, where it is there
     */
    private void requireOwn(StreamOwners owners, Request request, Optional<String> owner) {
        if (owner.filter(request.reach()::covers).isEmpty()) {
            switch (owners.beginning(command.aggregate(), command.command())) {
                case Decision.Accepted<String>(var begun) -> begun.forEach(request::requireCovered);
                case Decision.Rejected<String>(var rejection, var detail) ->
                        throw Refusals.problem(rejection, detail).exception();
            }
        }
    }

    /**
     * The outcome of a command that was accepted.
     *
     * @throws ProblemException if it was not
     */
    public static Outcome.Accepted accepted(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return accepted;
        }
        throw Refusals.problem(outcome).exception();
    }
}
