package dev.daybook.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.support.Caller;
import dev.daybook.support.TestLog;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Memory does not grow with the number of accounts ever touched, and what was forgotten is read
 * again.
 */
class CachedStatesTest {

    private static final int KEPT = 50;
    private static final int TOUCHED = 2_000;

    private final TestLog log = new TestLog(TestLog.Kind.POSTGRES);
    private final Caller caller = Caller.remembering(log.store(), KEPT);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void only_so_many_states_are_kept_however_many_accounts_are_touched() {
        List<String> accounts = IntStream.range(0, TOUCHED).mapToObj(n -> "a" + n).toList();
        Caller.answersOf(accounts.stream().map(id -> caller.send(id, Caller.open())).toList());
        Caller.answersOf(accounts.stream().map(id -> caller.send(id, Caller.deposit(1))).toList());

        assertTrue(caller.cachedStates() <= KEPT, "kept: " + caller.cachedStates());
        List<Outcome> withdrawn =
                Caller.answersOf(
                        accounts.stream().map(id -> caller.send(id, Caller.withdraw(1))).toList());
        assertEquals(
                TOUCHED,
                withdrawn.stream()
                        .filter(
                                outcome ->
                                        outcome instanceof Accepted(long version, _, _)
                                                && version == 3)
                        .count());
    }
}
