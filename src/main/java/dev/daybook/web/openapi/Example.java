package dev.daybook.web.openapi;

import dev.daybook.engine.pipeline.Outcome;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoredEvent;
import dev.daybook.web.answer.Sampler;
import dev.daybook.web.openapi.NotedValues.NotedParameters;
import dev.daybook.web.request.Parameters;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Samples instead of a log and of tables. */
record Example(NotedOccasion occasion) implements Sampler {

    private static final long POSITION = 90_211;

    @Override
    public String id() {
        return occasion.id();
    }

    @Override
    public String path() {
        return occasion.path();
    }

    @Override
    public LocalDate today() {
        return occasion.today();
    }

    @Override
    public Outcome.Accepted accepted() {
        return new Outcome.Accepted(Samples.VERSION, POSITION, true);
    }

    @Override
    public long position() {
        return POSITION;
    }

    @Override
    public <Q> Q read(Function<? super Parameters, Q> reader) {
        return reader.apply(new NotedParameters(occasion));
    }

    @Override
    public <R> R of(Class<R> type) {
        return Samples.of(type);
    }

    @Override
    public <R> List<R> of(Class<R> type, int count) {
        return Stream.generate(() -> Samples.of(type)).limit(count).toList();
    }

    @Override
    public LogPage log(int count) {
        List<StoredEvent> events = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            events.add(Samples.event(POSITION + number, number));
        }
        return new LogPage(events, POSITION + count);
    }
}
