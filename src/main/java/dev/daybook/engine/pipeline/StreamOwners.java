package dev.daybook.engine.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Decision.Accepted;
import dev.daybook.kernel.Decision.Rejected;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** To whom streams belong: told by the first event, which nothing changes. */
public final class StreamOwners {

    private final EventStore store;
    private final Codec codec;
    private final Cache<StreamId, String> known;

    StreamOwners(EventStore store, Codec codec, int capacity) {
        this.store = store;
        this.codec = codec;
        this.known = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
    }

    /**
     * To whom a stream belongs; nothing where it belongs to nobody, or is not there.
     *
     * @return fails with {@link StoreUnavailable} if the store does not say
     */
    public <E> Uni<Optional<String>> of(Aggregate<?, E, ?> aggregate, String id) {
        StreamId stream = aggregate.stream(id);
        String owner = known.getIfPresent(stream);
        return owner == null
                ? store.readStream(stream, 0, 1).map(first -> owner(aggregate, stream, first))
                : Uni.createFrom().item(Optional.of(owner));
    }

    private <E> Optional<String> owner(
            Aggregate<?, E, ?> aggregate, StreamId stream, List<StoredEvent> first) {
        Optional<String> owner =
                first.stream()
                        .map(event -> codec.decode(aggregate, event).event())
                        .findFirst()
                        .flatMap(aggregate::ownerBy);
        owner.ifPresent(name -> known.put(stream, name));
        return owner;
    }

    /**
     * What a command comes to where there is no stream: to whom the one would belong that it
     * begins, if to anybody.
     */
    public <C, E, S> Decision<String> beginning(Aggregate<C, E, S> aggregate, C command) {
        Decider<C, E, S> decider = aggregate.decider();
        return switch (decider.decide(command, decider.initial())) {
            case Accepted<E>(var events) ->
                    new Accepted<>(
                            events.stream()
                                    .limit(1)
                                    .flatMap(first -> aggregate.ownerBy(first).stream())
                                    .toList());
            case Rejected<E>(var rejection, var detail) -> new Rejected<>(rejection, detail);
        };
    }
}
