package dev.daybook.fuzz;

import static dev.daybook.support.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sends requests and holds each answer against what every answer must be, and at the end what is
 * stored against what was answered.
 */
final class Trial {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** So long a read waits for its position where nonsense stands in place of its patience. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The one refusal that has to be a 5xx: a read that does not wait for what is yet to come. */
    private static final String BEHIND = "projection-behind";

    private final String name;
    private final TestDatabase database;
    private final String credential;
    private final Set<String> accepted;
    private final Set<String> decided = new HashSet<>();
    private final long head;
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private int number;

    /**
     * @param credential the header that each second request bears
     * @param accepted the correlation ids of all that is answered as done, of other trials too that
     *     go on at the same time
     */
    Trial(String name, TestDatabase database, String credential, Set<String> accepted) {
        this.name = name;
        this.database = database;
        this.credential = credential;
        this.accepted = accepted;
        this.head = database.number("select coalesce(max(position), 0) from events");
    }

    void send(Request request) {
        String id = name + "-" + ++number;
        Request marked = request;
        if (!request.bears("X-Correlation-Id")) {
            marked = marked.with("X-Correlation-Id: " + id);
        }
        if (!request.bears("Idempotency-Key") && number % 3 == 0) {
            marked = marked.with("Idempotency-Key: " + id);
        }
        if (number % 2 == 0) {
            marked = marked.with(credential);
        }
        String what = id + ": " + marked;
        long start = System.nanoTime();
        Answer answer = answer(marked, what);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Duration waited = answer.body().contains(BEHIND) ? PATIENCE : Duration.ZERO;
        assertTrue(took.minus(waited).compareTo(LONGEST) < 0, () -> what + " took " + took);
        try {
            check(marked, answer);
        } catch (AssertionError e) {
            throw new AssertionError(what + " -> " + answer, e);
        }
        remember(marked, answer);
    }

    private static Answer answer(Request request, String what) {
        try {
            return request.send();
        } catch (RuntimeException e) {
            throw new AssertionError(what + " was not answered", e);
        }
    }

    private static void check(Request request, Answer answer) {
        assertTrue(answer.status() < 500 || answer.body().contains(BEHIND));
        assertTrue(answer.header("Request-Id").isPresent(), "no Request-Id");
        assertTrue(answer.header("X-Evil").isEmpty());
        if (answer.status() >= 400 && !request.method().equals("HEAD")) {
            assertProblem(answer, request.path());
        }
    }

    private void remember(Request request, Answer answer) {
        statuses.merge(answer.status(), 1, Integer::sum);
        String correlation = request.header("X-Correlation-Id").orElseThrow();
        if (answer.status() < 300) {
            accepted.add(correlation);
        }
        boolean business = answer.status() == 409 || answer.status() == 422;
        if (answer.status() < 300 || business) {
            request.header("Idempotency-Key").ifPresent(decided::add);
        }
    }

    /**
     * Only what was answered as done is stored, and what a process has declined in the end; and the
     * service still answers.
     */
    void finish() {
        System.out.println("RouteFuzzTest: " + name + ": " + statuses);
        List<String> events =
                database.rows(
                        """
                        select distinct metadata->>'correlationId' from events
                        where position > %d
                          and category <> 'audit' -- also what is refused is told there
                          and not exists (
                              select from events e
                              where e.category = events.category and e.stream_id = events.stream_id
                                and e.event_type like '%%Declined')
                        """
                                .formatted(head));
        assertEquals(List.of(), events.stream().filter(id -> !accepted.contains(id)).toList());
        List<String> keys =
                database.rows(
                        "select command_id from command_outcomes where command_id like '"
                                + name
                                + "-%'");
        assertEquals(List.of(), keys.stream().filter(key -> !decided.contains(key)).toList());
        assertEquals(200, RawHttp.get("/health").send().status());
    }
}
