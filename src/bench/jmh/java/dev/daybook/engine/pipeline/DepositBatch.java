package dev.daybook.engine.pipeline;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;

import static dev.daybook.accounts.Account.ACCOUNT;

import dev.daybook.accounts.Account.Command;
import dev.daybook.accounts.Account.Command.Deposit;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.State;
import dev.daybook.accounts.Account.State.Active;
import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.StreamId;
import dev.daybook.money.Money;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.UuidV7;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Deposits that can be decided any number of times, always on the same states. */
public final class DepositBatch {

    /** How many commands, and how many streams they are spread over. */
    public enum Shape {
        ONE(1, 1),
        SPREAD_32(32, 32),
        HOT_32(32, 1),
        SPREAD_250(250, 250),
        HOT_250(250, 1);

        private final int commands;
        private final int streams;

        Shape(int commands, int streams) {
            this.commands = commands;
            this.streams = streams;
        }
    }

    private record Share(
            StreamId stream,
            FoldedState<State> known,
            List<PendingCommand<Command, Event, State>> commands) {}

    /** Nothing is committed here, so no command is ever answered. */
    private static final class Nobody implements UniEmitter<Outcome> {

        @Override
        public void complete(Outcome outcome) {
            throw new IllegalStateException("Nobody waits for " + outcome);
        }

        @Override
        public void fail(Throwable failure) {
            throw new IllegalStateException("Nobody waits", failure);
        }

        @Override
        public UniEmitter<Outcome> onTermination(Runnable callback) {
            return this;
        }
    }

    private static final Currency USD = Currency.getInstance("USD");

    private final Codec codec = new Codec();
    private final List<Share> shares;

    public DepositBatch(Shape shape) {
        int commandsEach = shape.commands / shape.streams;
        shares =
                IntStream.range(0, shape.streams)
                        .mapToObj(number -> share(number, commandsEach))
                        .toList();
    }

    /** What the engine does with a batch between loading the states and the store. */
    public List<StreamAppend> decide() {
        List<StreamAppend> appends = new ArrayList<>(shares.size());
        for (Share share : shares) {
            StreamBatch<Command, Event, State> batch =
                    new StreamBatch<>(ACCOUNT, share.stream(), codec);
            share.commands().forEach(batch::add);
            batch.decide(share.known());
            appends.add(batch.append());
        }
        return appends;
    }

    private static Share share(int number, int commands) {
        StreamId stream = ACCOUNT.stream("00000000-0000-4000-8000-%012d".formatted(number));
        State state = new Active(new Money(100_000, USD));
        return new Share(
                stream,
                new FoldedState<>(state, 100, 1_000_000 + number, 1_000_000 + number, true),
                IntStream.range(0, commands).mapToObj(_ -> deposit(stream)).toList());
    }

    private static PendingCommand<Command, Event, State> deposit(StreamId stream) {
        Metadata metadata =
                new Metadata(UuidV7.next().toString(), UuidV7.next().toString(), null, null);
        return new PendingCommand<>(
                ACCOUNT,
                stream,
                new Deposit(new Money(1, USD), UuidV7.next().toString()),
                new CommandContext(metadata, Optional.empty(), Precondition.NONE),
                new Nobody(),
                0,
                0);
    }
}
