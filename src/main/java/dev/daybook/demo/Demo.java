package dev.daybook.demo;

import static dev.daybook.accounts.Account.ACCOUNT;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.settings.Settings;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Fills an empty log with something to look at, through commands. Each has an id that is the same
 * at every start, so that it takes effect once, and a fill that broke off is completed by the next.
 */
public final class Demo {

    private static final Logger LOG = Logger.getLogger(Demo.class);

    /** No key of a client has a blank in it. */
    private static final String MARK = "demo ";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int FIRST_EVENTS = 10;

    private final Commands commands;
    private final EventStore store;
    private final Map<StreamId, Integer> told = new HashMap<>();
    private Duration patience = Duration.ZERO;

    Demo(Commands commands, EventStore store) {
        this.commands = commands;
        this.store = store;
    }

    /** After the engine, which takes transfers to their end. */
    static void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
            Settings settings,
            Commands commands,
            EventStore store) {
        if (settings.demo() && settings.serve()) {
            new Demo(commands, store).fill(PATIENCE);
        }
    }

    /**
     * @param forProcesses how long to wait for what they do
     */
    void fill(Duration forProcesses) {
        patience = forProcesses;
        if (!mayFill()) {
            LOG.warn("DAYBOOK_DEMO is ignored: the log has other events already.");
            return;
        }
        DemoData data = new DemoData(this);
        data.tell();
        LOG.infof("The log has demo data of the customers %s.", data.customers());
    }

    private boolean mayFill() {
        List<StoredEvent> first = store.read(0, 1).await().indefinitely();
        return first.isEmpty() || isOwn(first.getFirst());
    }

    private static boolean isOwn(StoredEvent event) {
        return event.stream().category().equals(ACCOUNT.category())
                && new Codec()
                        .decode(ACCOUNT, event)
                        .metadata()
                        .commandId()
                        .startsWith(MARK + ACCOUNT.category());
    }

    /** One after the other: what a command finds does not depend on when it comes. */
    <C> void tell(Aggregate<C, ?, ?> aggregate, String id, String user, C command) {
        StreamId stream = aggregate.stream(id);
        String name = MARK + stream + " " + told.merge(stream, 1, Integer::sum);
        CommandContext context =
                new CommandContext(
                        new Metadata(name, name, null, user),
                        Optional.of(new CommandKey(CommandId.ofProcess("demo", name), id)),
                        Precondition.NONE);
        Outcome outcome = commands.execute(aggregate, id, command, context).await().indefinitely();
        if (!(outcome instanceof Outcome.Accepted)) {
            LOG.warnf("Of the demo data, %s was answered with %s.", command, outcome);
        }
    }

    /** Whether a process has brought a stream to an event of this type, or does so soon. */
    boolean comesTo(Aggregate<?, ?, ?> aggregate, String id, String eventType) {
        long end = System.nanoTime() + patience.toNanos();
        return Multi.createBy()
                .repeating()
                .uni(() -> store.readStream(aggregate.stream(id), 0, FIRST_EVENTS))
                .withDelay(PAUSE)
                .until(_ -> false)
                .map(
                        events ->
                                events.stream()
                                        .anyMatch(event -> event.eventType().equals(eventType)))
                .select()
                .where(there -> there || System.nanoTime() > end)
                .toUni()
                .await()
                .indefinitely();
    }
}
