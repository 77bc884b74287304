package dev.daybook.web.batches;

import dev.daybook.engine.pipeline.StreamOwners;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Submission;
import dev.daybook.web.problem.ExceptionMappers;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemDocuments.Document;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

/** A command of a batch, as its endpoint has read it. */
sealed interface Member {

    /**
     * It can be sent.
     *
     * @param batchId the id of the request that is the batch
     */
    record Ready(Batch.Command command, Request request, Submission<?> submission, String batchId)
            implements Member {

        boolean isNarrowed() {
            return request.reach().isNarrowed();
        }

        /** To who may see only their own, that of others is as if it were not there. */
        Uni<Void> requireCovered(StreamOwners owners) {
            return isNarrowed()
                    ? submission.requireCovered(owners, request)
                    : Uni.createFrom().voidItem();
        }

        Uni<BatchItem> item(Uni<RestResponse<Receipt>> answer) {
            return answer.map(BatchItem::of)
                    .onFailure()
                    .recoverWithItem(
                            failure -> refused(command, problem(command, failure), batchId));
        }
    }

    /** It cannot, for this reason. */
    record Refused(Batch.Command command, Problem problem, String batchId) implements Member {

        Uni<BatchItem> item() {
            return Uni.createFrom().item(refused(command, problem, batchId));
        }
    }

    static Problem problem(Batch.Command command, Throwable failure) {
        return ExceptionMappers.problem(failure, command.method() + " " + command.path());
    }

    private static BatchItem refused(Batch.Command command, Problem problem, String batchId) {
        return BatchItem.of(Document.of(problem, command.path(), batchId));
    }
}
