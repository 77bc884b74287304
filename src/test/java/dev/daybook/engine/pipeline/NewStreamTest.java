package dev.daybook.engine.pipeline;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.expecting;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Caller.plain;
import static dev.daybook.support.FlakyStore.Line.CALL_LOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.daybook.accounts.Account.Refusal;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.engine.command.Outcome.VersionMismatch;
import dev.daybook.support.Caller;
import dev.daybook.support.FlakyStore;
import dev.daybook.support.TestLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream whose id was just made needs no reading; where that is not so, nothing goes wrong. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class NewStreamTest {

    private final TestLog log;
    private final FlakyStore store;
    private final Caller caller;

    NewStreamTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        store = new FlakyStore(log.store());
        caller = new Caller(store);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void nothing_is_read_for_it() {
        store.planLoads(CALL_LOST);
        assertEquals(new Accepted(1, 1, false), caller.ask("a", open(), said(plain())));
        assertEquals(new Accepted(2, 2, false), caller.ask("a", deposit(5)));
        assertFalse(store.planFulfilled(), "the stream was read");
    }

    @Test
    void one_that_is_there_all_the_same_is_read_before_it_is_answered() {
        new Caller(log.store()).openWith("a", 10);
        Rejected rejected =
                assertInstanceOf(Rejected.class, caller.ask("a", open(), said(plain())));
        assertEquals(Refusal.ACCOUNT_EXISTS.code(), rejected.refusal().code());

        new Caller(log.store()).openWith("b", 10);
        assertEquals(new Accepted(3, 5, false), caller.ask("b", deposit(1), said(plain())));

        new Caller(log.store()).openWith("c", 10);
        assertEquals(new VersionMismatch(2), caller.ask("c", deposit(1), said(expecting(1))));
        assertEquals(new Accepted(3, 8, false), caller.ask("c", deposit(1), said(expecting(2))));
    }

    /** What is said of a stream that was made for this command. */
    private static CommandContext said(CommandContext context) {
        return new CommandContext(context.metadata(), context.key(), context.precondition(), true);
    }
}
