package dev.daybook.web.batches;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.problem.ProblemDocuments.Document;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a command of a batch was answered: what it wrote, or its problem.
 *
 * @param status of HTTP
 * @param ids of the resource and, where it is of one, its part
 * @param resourceStatus what the answer by itself has as its status: of what a process takes
 *     further
 */
@RegisterForReflection
record BatchItem(
        int status,
        @JsonAnyGetter Map<String, String> ids,
        @Nullable Long version,
        @Nullable Long position,
        @Nullable String resourceStatus,
        @Nullable Long eventPosition,
        @Nullable Document problem) {

    static BatchItem of(RestResponse<Receipt> answer) {
        Receipt receipt = answer.getEntity();
        return new BatchItem(
                answer.getStatus(),
                receipt.ids(),
                receipt.version(),
                receipt.position(),
                receipt.status(),
                receipt.position(),
                null);
    }

    static BatchItem of(Document problem) {
        return new BatchItem(problem.status(), Map.of(), null, null, null, null, problem);
    }
}
