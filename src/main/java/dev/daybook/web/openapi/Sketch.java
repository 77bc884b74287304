package dev.daybook.web.openapi;

import dev.daybook.engine.pipeline.Outcome;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Rejection;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.problem.Violations;
import dev.daybook.web.request.Shape;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint asks for, answers and refuses: written down while the endpoint is called once
 * without a request. It reads an empty body and no parameters, and instead of the log and the read
 * tables a sample answers, so that nothing is done.
 */
public final class Sketch {

    /** A field or a parameter that an endpoint reads. */
    public record Asked(String name, Shape shape, boolean required) {}

    private static final long POSITION = 90_211;

    private final String id;
    private final List<Asked> fields = new ArrayList<>();
    private final List<Asked> parameters = new ArrayList<>();
    private final Set<Rejection> refusals = new LinkedHashSet<>();
    private @Nullable Aggregate<?, ?, ?> written;
    private final List<String> idFields = new ArrayList<>();
    private final Set<String> statuses = new LinkedHashSet<>();
    private final Map<String, Shape> words = new HashMap<>();
    private String path;
    private boolean reading;
    private boolean logged;
    private boolean sampled;

    /**
     * @param id that stands for the one in the path
     */
    Sketch(String path, String id) {
        this.path = path.replace("{id}", id);
        this.id = id;
    }

    public String path() {
        return path;
    }

    public String id() {
        return id;
    }

    public void asksFields(List<Asked> asked) {
        fields.addAll(asked);
    }

    /**
     * @param violations what an empty query lacks
     */
    public void asksParameters(Map<String, Shape> known, Violations violations) {
        known.forEach(
                (name, shape) -> parameters.add(new Asked(name, shape, violations.blame(name))));
    }

    /** What a command leads to, sent again: then the answer bears every header that it may have. */
    public Uni<Outcome.Accepted> write(Aggregate<?, ?, ?> aggregate, String field) {
        written = aggregate;
        idFields.addFirst(field);
        refusals.addAll(aggregate.refusals());
        return Uni.createFrom().item(new Outcome.Accepted(Samples.VERSION, POSITION, true));
    }

    public <R extends Record> Uni<Read<Optional<R>>> row(Class<R> type, Rejection absent) {
        refusals.add(absent);
        return rows(type, 1)
                .map(read -> new Read<>(Optional.of(read.value().getFirst()), read.position()));
    }

    public <R extends Record> Uni<Read<List<R>>> rows(Class<R> type, int count) {
        reading = true;
        List<R> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            rows.add(Samples.of(type));
        }
        return Uni.createFrom().item(new Read<>(rows, POSITION));
    }

    /** A log of this many events, which there always is more of. */
    public Uni<LogPage> log(int count) {
        logged = true;
        List<StoredEvent> events = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            events.add(Samples.event(POSITION + number, number));
        }
        return Uni.createFrom().item(new LogPage(events, POSITION + count));
    }

    /**
     * What a write leads to, perhaps another resource, goes on after its answer; which it has come
     * to, that tells.
     */
    public void starts(Aggregate<?, ?, ?> what, String field, Writes.Ends ends) {
        written = what;
        idFields.clear();
        idFields.add(field);
        statuses.add(ends.begun());
        statuses.addAll(ends.statuses().values());
        refusals.addAll(ends.reasons());
    }

    /** A write answers the id of a part as well. */
    public void adds(String partField) {
        idFields.add(partField);
    }

    /** Where there are any, the answer may come before the end. */
    Set<String> statuses() {
        return statuses;
    }

    /** Something of this kind. */
    public <T> Uni<T> sample(Class<T> type) {
        sampled = true;
        return Uni.createFrom().item(Samples.of(type));
    }

    /** So many of this kind. */
    public <T> Uni<List<T>> samples(Class<T> type, int count) {
        sampled = true;
        return Uni.createFrom().item(Stream.generate(() -> Samples.of(type)).limit(count).toList());
    }

    /** A part of the path that is one of these. */
    public String word(String name, Collection<String> known) {
        words.put(name, new Shape.Word(known));
        String word = known.stream().sorted().findFirst().orElseThrow();
        path = path.replace("{" + name + "}", word);
        return word;
    }

    /** What a part of the path has to look like. */
    Shape inPath(String name) {
        return words.getOrDefault(name, Shape.Plain.ID);
    }

    List<Asked> fields() {
        return fields;
    }

    List<Asked> parameters() {
        return parameters;
    }

    Set<Rejection> refusals() {
        return refusals;
    }

    /** What the endpoint writes to, if it does. */
    Optional<Aggregate<?, ?, ?>> written() {
        return Optional.ofNullable(written);
    }

    /** Under which the answer to a write bears the ids of the resource and its part. */
    List<String> idFields() {
        return idFields;
    }

    /** Whether the endpoint reads projected tables. */
    boolean reading() {
        return reading;
    }

    /** Whether a parameter of this name is read. */
    boolean asks(String parameter) {
        return parameters.stream().anyMatch(asked -> asked.name().equals(parameter));
    }

    /** Whether all that the endpoint does went to samples: then what it answers is a sample too. */
    boolean complete() {
        return reading || logged || sampled || written != null;
    }
}
