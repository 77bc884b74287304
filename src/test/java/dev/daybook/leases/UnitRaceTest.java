package dev.daybook.leases;

import static dev.daybook.leases.Property.PROPERTY;
import static dev.daybook.support.Caller.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.leases.Property.Address;
import dev.daybook.leases.Property.Command;
import dev.daybook.leases.Property.Command.*;
import dev.daybook.support.Caller;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances that give the same unit away at the same time. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class UnitRaceTest {

    private static final LocalDate START = LocalDate.of(2026, 1, 1);
    private static final Address ADDRESS = new Address("s", "c", "p", "DE");

    private final TestLog log;
    private final List<Caller> instances = new ArrayList<>();

    UnitRaceTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        instances.add(new Caller(log.store()));
        instances.add(new Caller(log.storeOfAnotherInstance()));
        instances.add(new Caller(log.storeOfAnotherInstance()));
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void exactly_one_of_them_succeeds_each_time() {
        Wait.answerOf(send(0, new Register(ADDRESS, "m", List.of())));
        for (int round = 0; round < 100; round++) {
            LocalDate start = START.plusDays(round * 10L);
            List<CompletableFuture<Outcome>> sent = new ArrayList<>();
            for (int racer = 0; racer < 6; racer++) {
                sent.add(
                        send(
                                racer % instances.size(),
                                new Reserve(
                                        "l" + round + "-" + racer,
                                        null,
                                        new Period(start.plusDays(racer), start.plusDays(9)))));
            }
            List<Outcome> answers = Caller.answersOf(sent);
            assertEquals(1, Caller.accepted(answers), "round " + round + ": " + answers);
            assertEquals(
                    5,
                    answers.stream()
                            .filter(
                                    answer ->
                                            answer instanceof Rejected(var refusal, _)
                                                    && refusal.code().equals("unit-taken"))
                            .count());
        }
        assertEquals(
                101, Wait.answerOf(log.store().readStream(PROPERTY.stream("p"), 0, 1000)).size());
    }

    private CompletableFuture<Outcome> send(int instance, Command command) {
        return instances.get(instance).send(PROPERTY, "p", command, plain());
    }
}
