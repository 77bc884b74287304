package dev.daybook.web.batches;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.StreamId;
import dev.daybook.web.answer.Submission.Answering;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Refusals;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A batch under way, of which all commands take effect together or none does. */
record AtomicRun(Commands commands, List<Member.Ready> members) {

    /**
     * @throws ProblemException if one cannot be sent: its problem, and which it is
     */
    static AtomicRun of(Commands commands, List<Member> members) {
        List<Member.Ready> ready = new ArrayList<>(members.size());
        for (Member member : members) {
            switch (member) {
                case Member.Ready each -> ready.add(each);
                case Member.Refused refused -> throw refused.problem().at(ready.size()).exception();
            }
        }
        return new AtomicRun(commands, ready);
    }

    /**
     * @return fails with the problem of the first command that does not hold, and which it is
     */
    Uni<List<BatchItem>> items() {
        return requireCovered().chain(this::send);
    }

    /** What one command begins, those after it in the batch go on with. */
    private Uni<Void> requireCovered() {
        Set<StreamId> seen = new HashSet<>();
        Uni<Void> all = Uni.createFrom().voidItem();
        for (int number = 0; number < members.size(); number++) {
            Member.Ready member = members.get(number);
            int index = number;
            if (member.isNarrowed() && seen.add(member.submission().command().stream())) {
                all =
                        all.chain(
                                () ->
                                        member.requireCovered(commands.owners())
                                                .onFailure(ProblemException.class)
                                                .transform(failure -> at(index, failure)));
            }
        }
        return all;
    }

    private static Throwable at(int index, Throwable failure) {
        return ((ProblemException) failure).problem().at(index).exception();
    }

    private Uni<List<BatchItem>> send() {
        List<Answering> answering =
                members.stream().map(member -> member.submission().answering().get()).toList();
        return commands.executeTogether(
                        members.stream().map(member -> member.submission().command()).toList())
                .map(AtomicRun::allAccepted)
                .onFailure()
                .invoke(failure -> answering.forEach(each -> giveUp(each, failure)))
                .chain(outcomes -> answers(answering, outcomes));
    }

    /** It waits for nothing any more. */
    private static void giveUp(Answering answering, Throwable failure) {
        answering.after(Uni.createFrom().failure(failure)).subscribe().with(_ -> {}, _ -> {});
    }

    /**
     * @throws ProblemException if one does not hold: then the others are withheld
     */
    private static List<Outcome.Accepted> allAccepted(List<Outcome> outcomes) {
        List<Outcome.Accepted> accepted = new ArrayList<>(outcomes.size());
        for (int number = 0; number < outcomes.size(); number++) {
            switch (outcomes.get(number)) {
                case Outcome.Accepted each -> accepted.add(each);
                case Outcome.Withheld _ -> {
                    // because of another one
                }
                default -> throw Refusals.problem(outcomes.get(number)).at(number).exception();
            }
        }
        return accepted;
    }

    private Uni<List<BatchItem>> answers(
            List<Answering> answering, List<Outcome.Accepted> outcomes) {
        List<Uni<BatchItem>> items = new ArrayList<>(members.size());
        for (int number = 0; number < members.size(); number++) {
            Uni<Outcome.Accepted> outcome = Uni.createFrom().item(outcomes.get(number));
            items.add(members.get(number).item(answering.get(number).after(outcome)));
        }
        return Uni.join().all(items).andFailFast();
    }
}
