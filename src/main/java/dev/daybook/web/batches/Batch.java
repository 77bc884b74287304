package dev.daybook.web.batches;

import dev.daybook.web.gate.RequestTarget;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Shape;
import dev.daybook.web.request.Shape.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Many writes in one request.
 *
 * @param atomic whether all take effect together or none does
 */
record Batch(boolean atomic, List<Command> commands) {

    /**
     * A write as it would have been sent by itself.
     *
     * @param target path and query
     */
    record Command(
            String method,
            String target,
            Optional<String> idempotencyKey,
            Optional<String> ifMatch,
            Optional<Body> body) {

        String path() {
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }

        @Nullable String query() {
            int query = target.indexOf('?');
            return query < 0 ? null : target.substring(query + 1);
        }
    }

    private static final int MOST_COMMANDS = 1000;

    private static final Shape<String> TARGET =
            Shape.ruled(
                    Batch::noTarget,
                    Map.of("type", "string", "pattern", "^/api/"),
                    "/api/accounts/account-1/deposits");

    private static final Shape<String> METHOD =
            Shape.word(List.of("DELETE", "PATCH", "POST", "PUT"));

    /** What a header may say; what it means is looked at where it is read. */
    private static final Shape<String> HEADER =
            Shape.ruled(_ -> Optional.empty(), Map.of("type", "string"), "key-1");

    static Batch of(Fields in) {
        boolean atomic = in.optional("atomic", Shape.FLAG).orElse(false);
        Set<String> keys = new HashSet<>();
        return new Batch(
                atomic, in.items("commands", MOST_COMMANDS, item -> command(item, atomic, keys)));
    }

    private static Command command(Fields in, boolean atomic, Set<String> keys) {
        Command command =
                new Command(
                        in.optional("method", METHOD).orElse("POST"),
                        in.required("path", TARGET),
                        in.optional("idempotencyKey", HEADER),
                        in.optional("ifMatch", HEADER),
                        in.optional("body", Body.SHAPE));
        if (atomic && !command.idempotencyKey().map(keys::add).orElse(true)) {
            in.refuse(
                    "idempotencyKey", "repeated-key", "Another command of the batch has this key.");
        }
        return command;
    }

    private static Optional<Fault> noTarget(String text) {
        return text.startsWith("/api/") && RequestTarget.problem(text).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Fault("invalid-path", "A path reads /api/accounts/acc-1/deposits."));
    }
}
