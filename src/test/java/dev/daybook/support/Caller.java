package dev.daybook.support;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Command;
import dev.daybook.accounts.Account.Command.Deposit;
import dev.daybook.accounts.Account.Command.Open;
import dev.daybook.accounts.Account.Command.Withdraw;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.pipeline.CommandMetrics;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.telemetry.Tracing;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Metadata;
import dev.daybook.money.Money;
import dev.daybook.store.EventStore;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One instance's command pipeline, and whoever sends it commands. */
public final class Caller {

    public static final Currency USD = Currency.getInstance("USD");
    public static final int BATCH_SIZE = 500;

    private final Context context = TestVertx.context();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Commands commands;
    private volatile Runnable afterAppend = () -> {};

    public Caller(EventStore store) {
        this(store, limits(10_000, Duration.ofSeconds(30)));
    }

    public Caller(EventStore store, Commands.Limits limits) {
        commands =
                new Commands(
                        store,
                        new Codec(),
                        limits,
                        context,
                        new CommandMetrics(meters, Tracing.off()),
                        (_, _) -> context.runOnContext(_ -> afterAppend.run()));
    }

    /** An instance that never takes a snapshot. */
    public static Caller withoutSnapshots(EventStore store) {
        return new Caller(
                store,
                new Commands.Limits(
                        10_000, BATCH_SIZE, 10_000, Integer.MAX_VALUE, Duration.ofSeconds(30)));
    }

    /** An instance that keeps only so many states. */
    public static Caller remembering(EventStore store, int cachedStates) {
        return new Caller(
                store,
                new Commands.Limits(10_000, BATCH_SIZE, cachedStates, 100, Duration.ofSeconds(30)));
    }

    public static Commands.Limits limits(int queueCapacity, Duration patience) {
        return new Commands.Limits(queueCapacity, BATCH_SIZE, 10_000, 100, patience);
    }

    /** Woken by each append, on the context of the pipeline: as a process that follows the log. */
    public void follow(Runnable follower) {
        afterAppend = follower;
    }

    /** The pipeline itself, for those who send other commands. */
    public Commands commands() {
        return commands;
    }

    /** Sends nothing before somebody asks for the answer. */
    public Uni<Outcome> prepare(String account, Command command, CommandContext commandContext) {
        return commands.execute(Account.ACCOUNT, account, command, commandContext);
    }

    /** Sends at once; the future is the answer. */
    public <C> CompletableFuture<Outcome> send(
            Aggregate<C, ?, ?> aggregate, String id, C command, CommandContext commandContext) {
        return commands.execute(aggregate, id, command, commandContext)
                .subscribeAsCompletionStage();
    }

    public CompletableFuture<Outcome> send(String account, Command command) {
        return send(account, command, plain());
    }

    public CompletableFuture<Outcome> send(
            String account, Command command, CommandContext commandContext) {
        return send(Account.ACCOUNT, account, command, commandContext);
    }

    /** Sends and waits for the answer. */
    public Outcome ask(String account, Command command) {
        return Wait.answerOf(send(account, command));
    }

    /** Sends and waits for the answer. */
    public Outcome ask(String account, Command command, CommandContext commandContext) {
        return Wait.answerOf(send(account, command, commandContext));
    }

    /** An account that holds this amount: its first event, and a second one unless it is empty. */
    public void openWith(String account, long amount) {
        ask(account, open());
        if (amount > 0) {
            ask(account, deposit(amount));
        }
    }

    /** All that is sent meanwhile becomes one batch; returns once it is sent. */
    public <T> T inOneBatch(Supplier<T> sends) {
        CompletableFuture<T> sent = new CompletableFuture<>();
        context.runOnContext(_ -> sent.complete(sends.get()));
        return Wait.answerOf(sent);
    }

    /** The pipeline stands still until the future is complete. */
    public void holdUntil(CompletableFuture<?> released) {
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        context.runOnContext(
                _ -> {
                    held.complete(true);
                    released.join();
                });
        Wait.answerOf(held);
    }

    public int keysInFlight() {
        return (int) meters.get("daybook.keys.in.flight").gauge().value();
    }

    /** What was counted of its commands. */
    public MeterRegistry meters() {
        return meters;
    }

    public long cachedStates() {
        return commands.cachedStates();
    }

    public long eventsRead() {
        return commands.eventsRead();
    }

    public static List<Outcome> answersOf(List<CompletableFuture<Outcome>> sent) {
        return sent.stream().map(Wait::answerOf).toList();
    }

    public static long accepted(List<Outcome> outcomes) {
        return outcomes.stream().filter(Outcome.Accepted.class::isInstance).count();
    }

    public static Open open() {
        return new Open("owner", USD);
    }

    public static Deposit deposit(long amount) {
        return new Deposit(new Money(amount, USD), "deposit");
    }

    public static Withdraw withdraw(long amount) {
        return new Withdraw(new Money(amount, USD), "withdrawal");
    }

    public static CommandContext plain() {
        return new CommandContext(metadata(), Optional.empty(), Precondition.NONE);
    }

    public static CommandContext expecting(long version) {
        return new CommandContext(
                metadata(), Optional.empty(), Precondition.anyOf(Set.of(version)));
    }

    public static CommandContext keyed(String key) {
        return keyed(key, "fingerprint");
    }

    public static CommandContext keyed(String key, String fingerprint) {
        return new CommandContext(
                metadata(),
                Optional.of(new CommandKey(new CommandId("caller", key), fingerprint)),
                Precondition.NONE);
    }

    private static Metadata metadata() {
        return new Metadata("command", "correlation", null, null);
    }
}
