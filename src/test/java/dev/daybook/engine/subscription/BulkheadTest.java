package dev.daybook.engine.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    private final Bulkhead turns = new Bulkhead(1);
    private final List<String> started = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();
    private final List<UniEmitter<? super String>> underWay = new ArrayList<>();

    @Test
    void one_after_the_other_has_its_turn() {
        take("a");
        take("b");
        assertEquals(List.of("a"), started);
        underWay.getFirst().complete("a");
        assertEquals(List.of("a", "b"), started);
        underWay.getLast().fail(new IllegalStateException());
        take("c");
        underWay.getLast().complete("c");
        assertEquals(List.of("a", "c"), answered);
    }

    @Test
    void who_gives_up_before_its_turn_takes_none() {
        take("a");
        Cancellable b = take("b");
        take("c");
        b.cancel();
        underWay.getFirst().complete("a");
        assertEquals(List.of("a", "c"), started);
    }

    @Test
    void who_gives_up_in_its_turn_ends_it_when_the_work_does() {
        take("a").cancel();
        take("b");
        underWay.getFirst().complete("a");
        assertEquals(List.of("a", "b"), started);
    }

    private Cancellable take(String name) {
        Uni<String> work =
                Uni.createFrom()
                        .emitter(
                                emitter -> {
                                    started.add(name);
                                    underWay.add(emitter);
                                });
        return turns.take(work).subscribe().with(answered::add, _ -> {});
    }
}
