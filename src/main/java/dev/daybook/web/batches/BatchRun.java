package dev.daybook.web.batches;

import dev.daybook.engine.command.AddressedCommand;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.UuidV7;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Submission;
import dev.daybook.web.answer.Submission.Answering;
import dev.daybook.web.problem.ExceptionMappers;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemDocuments.Document;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Refusals;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * One batch under way. All commands are read, and all scopes looked at, before anything is sent.
 */
final class BatchRun {

    /** A command as its endpoint has read it, or why it cannot be sent. */
    private sealed interface Member {

        record Ready(Batch.Command command, Request request, Submission<?> submission)
                implements Member {}

        record Refused(Batch.Command command, Problem problem) implements Member {}
    }

    private static final String CORRELATION = "X-Correlation-Id";

    /** What each command has from the batch, where that says it. */
    private static final List<String> COMMON = List.of("X-User-Id", "traceparent", "Prefer");

    private final Commands commands;
    private final WriteRoutes routes;
    private final Request whole;
    private final String requestId;
    private final MultiMap common = MultiMap.caseInsensitiveMultiMap();
    private final List<Member> members;

    BatchRun(Commands commands, WriteRoutes routes, Request whole, Batch batch) {
        this.commands = commands;
        this.routes = routes;
        this.whole = whole;
        this.requestId = whole.requestId();
        COMMON.forEach(name -> whole.header(name).ifPresent(value -> common.set(name, value)));
        common.set(
                CORRELATION, whole.header(CORRELATION).orElseGet(() -> UuidV7.next().toString()));
        this.members = batch.commands().stream().map(this::read).toList();
    }

    private Member read(Batch.Command command) {
        try {
            WriteRoutes.Found found = routes.find(command.method(), command.path());
            Request request =
                    new BatchedRequest(
                            command, found.parameters(), found.permit(whole.permit()), common);
            return new Member.Ready(
                    command,
                    request,
                    found.endpoint().submit(request, command.body().orElse(Body.NONE)));
        } catch (RuntimeException e) {
            return new Member.Refused(command, problem(command, e));
        }
    }

    /** Each command takes effect by itself. */
    Uni<List<BatchItem>> each() {
        return isNarrowed() ? oneAfterTheOther() : atOnce();
    }

    /** What belongs to whom is asked for, which may depend on the commands before. */
    private boolean isNarrowed() {
        return members.stream()
                .anyMatch(
                        member ->
                                member instanceof Member.Ready ready
                                        && ready.request().reach().isNarrowed());
    }

    private Uni<List<BatchItem>> oneAfterTheOther() {
        return Multi.createFrom()
                .iterable(members)
                .onItem()
                .transformToUniAndConcatenate(
                        member ->
                                switch (member) {
                                    case Member.Refused refused ->
                                            Uni.createFrom().item(item(refused));
                                    case Member.Ready ready ->
                                            item(
                                                    ready.command(),
                                                    requireCovered(ready).chain(() -> send(ready)));
                                })
                .collect()
                .asList();
    }

    private Uni<Void> requireCovered(Member.Ready member) {
        return member.request().reach().isNarrowed()
                ? member.submission().requireCovered(commands.owners(), member.request())
                : Uni.createFrom().voidItem();
    }

    private Uni<RestResponse<Receipt>> send(Member.Ready member) {
        Answering answering = member.submission().answering().get();
        return answering.after(
                commands.execute(member.submission().command()).map(Submission::accepted));
    }

    private Uni<List<BatchItem>> atOnce() {
        List<Answering> answering = new ArrayList<>();
        List<AddressedCommand<?>> sent = new ArrayList<>();
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
            items.add(
                    switch (member) {
                        case Member.Refused refused -> Uni.createFrom().item(item(refused));
                        case Member.Ready ready -> {
                            Uni<Outcome> outcome = outcomes.get(number);
                            yield item(
                                    ready.command(),
                                    answering
                                            .get(number++)
                                            .after(outcome.map(Submission::accepted)));
                        }
                    });
        }
        return Uni.join().all(items).andFailFast();
    }

    /**
     * All commands take effect together.
     *
     * @return fails with the problem of the first that does not hold, and which it is
     */
    Uni<List<BatchItem>> together() {
        List<Member.Ready> ready = new ArrayList<>();
        for (Member member : members) {
            switch (member) {
                case Member.Refused refused -> throw refused.problem().at(ready.size()).exception();
                case Member.Ready each -> ready.add(each);
            }
        }
        return requireAllCovered(ready).chain(() -> sendTogether(ready));
    }

    /** What one command begins, those after it in the batch go on with. */
    private Uni<Void> requireAllCovered(List<Member.Ready> ready) {
        Set<StreamId> seen = new HashSet<>();
        Uni<Void> all = Uni.createFrom().voidItem();
        for (int number = 0; number < ready.size(); number++) {
            Member.Ready member = ready.get(number);
            int index = number;
            if (member.request().reach().isNarrowed()
                    && seen.add(member.submission().command().stream())) {
                all =
                        all.chain(() -> requireCovered(member))
                                .onFailure(ProblemException.class)
                                .transform(failure -> at(index, failure));
            }
        }
        return all;
    }

    /** That of an earlier command has its index already. */
    private static ProblemException at(int index, ProblemException failure) {
        return failure.problem().index() == null
                ? failure.problem().at(index).exception()
                : failure;
    }

    private Uni<List<BatchItem>> sendTogether(List<Member.Ready> ready) {
        List<Answering> answering =
                ready.stream().map(member -> member.submission().answering().get()).toList();
        return commands.executeTogether(
                        ready.stream().map(member -> member.submission().command()).toList())
                .map(BatchRun::allAccepted)
                .onFailure()
                .invoke(failure -> answering.forEach(each -> giveUp(each, failure)))
                .chain(outcomes -> answers(ready, answering, outcomes));
    }

    /** It waits for nothing any more. */
    private static void giveUp(Answering answering, Throwable failure) {
        answering.after(Uni.createFrom().failure(failure)).subscribe().with(_ -> {}, _ -> {});
    }

    private Uni<List<BatchItem>> answers(
            List<Member.Ready> ready, List<Answering> answering, List<Outcome.Accepted> outcomes) {
        List<Uni<BatchItem>> items = new ArrayList<>(ready.size());
        for (int number = 0; number < ready.size(); number++) {
            Uni<Outcome.Accepted> outcome = Uni.createFrom().item(outcomes.get(number));
            items.add(item(ready.get(number).command(), answering.get(number).after(outcome)));
        }
        return Uni.join().all(items).andFailFast();
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

    private Uni<BatchItem> item(Batch.Command command, Uni<RestResponse<Receipt>> answer) {
        return answer.map(BatchItem::of)
                .onFailure()
                .recoverWithItem(failure -> item(command, problem(command, failure)));
    }

    private BatchItem item(Member.Refused refused) {
        return item(refused.command(), refused.problem());
    }

    private BatchItem item(Batch.Command command, Problem problem) {
        return BatchItem.of(Document.of(problem, command.path(), requestId));
    }

    private static Problem problem(Batch.Command command, Throwable failure) {
        return ExceptionMappers.problem(failure, command.method() + " " + command.path());
    }
}
