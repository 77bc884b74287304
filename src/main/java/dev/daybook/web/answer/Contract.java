package dev.daybook.web.answer;

import dev.daybook.kernel.Rejection;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Occasion;
import dev.daybook.web.request.Parameters;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What an endpoint takes and what it may answer: told by the readers with which it serves.
 *
 * @param path reads what is in the path besides ids
 * @param refusals for which a module may refuse the request
 * @param reads whether projected tables are asked
 */
public record Contract(
        Optional<Function<? super Fields, ?>> body,
        Optional<Function<? super Parameters, ?>> parameters,
        Optional<Function<? super Occasion, ?>> path,
        Set<Rejection> refusals,
        boolean reads,
        Optional<Written> written) {

    /**
     * What a write answers about.
     *
     * @param idFields under which it bears the ids of the resource and its part
     * @param statuses where there are any, the answer may come before the end
     */
    public record Written(String category, List<String> idFields, List<String> statuses) {}

    /** Of an endpoint that takes and promises nothing. */
    public static final Contract NONE =
            new Contract(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    false,
                    Optional.empty());

    public Contract body(Function<? super Fields, ?> reader) {
        return new Contract(Optional.of(reader), parameters, path, refusals, reads, written);
    }

    public Contract parameters(Function<? super Parameters, ?> reader) {
        return new Contract(body, Optional.of(reader), path, refusals, reads, written);
    }

    public Contract path(Function<? super Occasion, ?> reader) {
        return new Contract(body, parameters, Optional.of(reader), refusals, reads, written);
    }

    public Contract refusals(List<? extends Rejection> more) {
        Set<Rejection> all = new LinkedHashSet<>(refusals);
        all.addAll(more);
        return new Contract(body, parameters, path, all, reads, written);
    }

    public Contract reading() {
        return new Contract(body, parameters, path, refusals, true, written);
    }

    public Contract writing(Written what) {
        return new Contract(body, parameters, path, refusals, reads, Optional.of(what));
    }
}
