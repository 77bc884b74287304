package dev.daybook.web.batches;

import dev.daybook.engine.command.AddressedCommand;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Submission;
import dev.daybook.web.answer.Submission.Answering;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** A batch under way, of which each command takes effect by itself. */
record BatchRun(Commands commands, List<Member> members) {

    Uni<List<BatchItem>> items() {
        return members.stream().anyMatch(BatchRun::isNarrowed) ? oneAfterTheOther() : atOnce();
    }

    /** What belongs to whom has to be asked for, and may depend on the commands before. */
    private static boolean isNarrowed(Member member) {
        return member instanceof Member.Ready ready && ready.isNarrowed();
    }

    private Uni<List<BatchItem>> oneAfterTheOther() {
        return Multi.createFrom()
                .iterable(members)
                .onItem()
                .transformToUniAndConcatenate(
                        member ->
                                switch (member) {
                                    case Member.Refused refused -> refused.item();
                                    case Member.Ready ready -> ready.item(sendCovered(ready));
                                })
                .collect()
                .asList();
    }

    private Uni<RestResponse<Receipt>> sendCovered(Member.Ready member) {
        return member.requireCovered(commands.owners())
                .chain(
                        () -> {
                            Answering answering = member.submission().answering().get();
                            return answering.after(
                                    commands.execute(member.submission().command())
                                            .map(Submission::accepted));
                        });
    }

    private Uni<List<BatchItem>> atOnce() {
        List<Answering> answering = new ArrayList<>(members.size());
        List<AddressedCommand<?>> sent = new ArrayList<>(members.size());
        for (Member member : members) {
            if (member instanceof Member.Ready ready) {
                answering.add(ready.submission().answering().get());
                sent.add(ready.submission().command());
            }
        }
        List<Uni<Outcome>> outcomes = commands.executeInOrder(sent);
        List<Uni<BatchItem>> items = new ArrayList<>(members.size());
        int number = 0;
        for (Member member : members) {
            switch (member) {
                case Member.Refused refused -> items.add(refused.item());
                case Member.Ready ready -> {
                    Uni<Outcome> outcome = outcomes.get(number);
                    items.add(
                            ready.item(
                                    answering
                                            .get(number++)
                                            .after(outcome.map(Submission::accepted))));
                }
            }
        }
        return Uni.join().all(items).andFailFast();
    }
}
