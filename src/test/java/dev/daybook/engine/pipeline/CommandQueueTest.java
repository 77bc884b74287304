package dev.daybook.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Command;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.State;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Precondition;
import dev.daybook.kernel.Metadata;
import dev.daybook.store.Overloaded;
import dev.daybook.support.Seeds;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandQueueTest {

    private static final int BATCH = 500;

    /** Those that were refused, and were answered otherwise, by their names. */
    private final List<String> refused = Collections.synchronizedList(new ArrayList<>());

    @Test
    void who_sends_one_command_does_not_wait_for_another_one_s_flood() {
        CommandQueue<PendingCommand<?, ?, ?>> queue = queue(10_000);
        for (int number = 0; number < 9_999; number++) {
            assertTrue(queue.offer(command("flood", "f" + number)));
        }
        assertTrue(queue.offer(command("quiet", "q")));
        List<String> batch = names(queue.next(BATCH));
        assertEquals(List.of("f0", "q", "f1"), batch.subList(0, 3));
        assertEquals(BATCH, batch.size());
        assertEquals(9_500, queue.depth());
    }

    @Test
    void who_sends_nobody_s_name_is_one_sender() {
        CommandQueue<PendingCommand<?, ?, ?>> queue = queue(10);
        queue.offer(command(null, "n1"));
        queue.offer(command(null, "n2"));
        queue.offer(command("a", "a1"));
        assertEquals(List.of("n1", "a1", "n2"), names(queue.next(BATCH)));
    }

    @Test
    void a_single_sender_has_it_all_and_no_more() {
        CommandQueue<PendingCommand<?, ?, ?>> queue = queue(3);
        for (int number = 0; number < 3; number++) {
            assertTrue(queue.offer(command("a", "a" + number)));
        }
        assertFalse(queue.offer(command("a", "a3")));
        assertEquals(List.of("a3"), refused);
        assertEquals(List.of("a0", "a1", "a2"), names(queue.next(BATCH)));
        assertTrue(queue.offer(command("a", "a4")));
    }

    @Test
    void where_it_is_full_the_flood_gives_way_until_all_have_as_much() {
        CommandQueue<PendingCommand<?, ?, ?>> queue = queue(6);
        for (int number = 0; number < 6; number++) {
            queue.offer(command("flood", "f" + number));
        }
        for (int number = 0; number < 3; number++) {
            assertTrue(queue.offer(command("quiet", "q" + number)));
        }
        assertEquals(List.of("f5", "f4", "f3"), refused);
        assertFalse(queue.offer(command("quiet", "q3")));
        assertFalse(queue.offer(command("flood", "f6")));
        assertEquals(List.of("f0", "q0", "f1", "q1", "f2", "q2"), names(queue.next(BATCH)));
        assertEquals(0, queue.depth());
    }

    @Test
    void a_full_queue_of_many_senders_refuses_one_more() {
        CommandQueue<PendingCommand<?, ?, ?>> queue = queue(100);
        for (int number = 0; number < 100; number++) {
            assertTrue(queue.offer(command("s" + number, "c" + number)));
        }
        assertFalse(queue.offer(command("another", "c")));
        assertEquals(List.of("c"), refused);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothing_is_lost_or_doubled_and_the_order_of_a_sender_is_kept(long seed) {
        Random random = new Random(seed);
        CommandQueue<PendingCommand<?, ?, ?>> queue = queue(1 + random.nextInt(50));
        Map<String, Integer> sent = new HashMap<>();
        List<String> served = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(10) > 0) {
                String sender = "s" + random.nextInt(1 + random.nextInt(8));
                int number = sent.merge(sender, 1, Integer::sum);
                queue.offer(command(sender, sender + " " + number));
            } else {
                served.addAll(names(queue.next(1 + random.nextInt(20))));
            }
        }
        served.addAll(names(queue.next(Integer.MAX_VALUE)));
        assertAllOnce(sent, served);
        sent.keySet()
                .forEach(
                        sender -> {
                            List<Integer> order =
                                    served.stream()
                                            .filter(name -> name.startsWith(sender + " "))
                                            .map(name -> Integer.valueOf(name.split(" ")[1]))
                                            .toList();
                            assertEquals(order.stream().sorted().toList(), order);
                        });
        assertEquals(0, queue.depth());
    }

    static List<Long> seeds() {
        return Seeds.of("CommandQueueTest", 5);
    }

    @Test
    void it_takes_from_many_threads_while_one_serves() throws InterruptedException {
        CommandQueue<PendingCommand<?, ?, ?>> queue = queue(200);
        Map<String, Integer> sent = new HashMap<>();
        List<String> served = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                String sender = "s" + thread;
                sent.put(sender, 20_000);
                List<PendingCommand<?, ?, ?>> commands = new ArrayList<>();
                for (int number = 1; number <= 20_000; number++) {
                    commands.add(command(sender, sender + " " + number));
                }
                threads.execute(() -> commands.forEach(queue::offer));
            }
            threads.shutdown();
            while (!threads.awaitTermination(0, TimeUnit.MILLISECONDS)) {
                served.addAll(names(queue.next(BATCH)));
            }
        }
        served.addAll(names(queue.next(Integer.MAX_VALUE)));
        assertAllOnce(sent, served);
    }

    private void assertAllOnce(Map<String, Integer> sent, List<String> served) {
        List<String> all = new ArrayList<>();
        sent.forEach(
                (sender, count) -> {
                    for (int number = 1; number <= count; number++) {
                        all.add(sender + " " + number);
                    }
                });
        List<String> ended = new ArrayList<>(served);
        ended.addAll(refused);
        assertEquals(all.stream().sorted().toList(), ended.stream().sorted().toList());
    }

    private static CommandQueue<PendingCommand<?, ?, ?>> queue(int capacity) {
        return new CommandQueue<>(capacity, Duration.ofMinutes(10));
    }

    private static List<String> names(List<PendingCommand<?, ?, ?>> commands) {
        return commands.stream().map(each -> each.stream().id()).toList();
    }

    private PendingCommand<Command, Event, State> command(@Nullable String sender, String name) {
        List<PendingCommand<Command, Event, State>> made = new ArrayList<>();
        Uni.createFrom()
                .<Outcome>emitter(
                        caller ->
                                made.add(
                                        new PendingCommand<>(
                                                Account.ACCOUNT,
                                                Account.ACCOUNT.stream(name),
                                                new Command.Freeze("x"),
                                                new CommandContext(
                                                        new Metadata("c", "c", null, sender),
                                                        Optional.empty(),
                                                        Precondition.NONE),
                                                caller,
                                                System.nanoTime(),
                                                0)))
                .subscribe()
                .with(
                        _ -> {},
                        failure -> {
                            assertTrue(failure instanceof Overloaded, failure::toString);
                            refused.add(name);
                        });
        return made.getFirst();
    }
}
