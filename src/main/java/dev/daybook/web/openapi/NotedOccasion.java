package dev.daybook.web.openapi;

import dev.daybook.web.request.Occasion;
import dev.daybook.web.request.Shape;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Notes what a part of the path has to be, and has samples for each. */
final class NotedOccasion implements Occasion {

    private final String id;
    private final Map<String, Shape<?>> shapes = new HashMap<>();
    private String path;

    /**
     * @param id that stands for the one in the path
     */
    NotedOccasion(String path, String id) {
        this.path = path.replace("{id}", id);
        this.id = id;
    }

    /** With samples, as far as it was asked for them. */
    String path() {
        return path;
    }

    Shape<?> shape(String name) {
        return shapes.getOrDefault(name, Shape.ID);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String part(String name) {
        return name.equals("id") ? id : Shape.idOf(name);
    }

    @Override
    public long position() {
        shapes.put("position", Shape.number(1, Shape.HIGHEST));
        path = path.replace("{position}", "1");
        return 1;
    }

    @Override
    public String category(Collection<String> categories) {
        return word("category", categories);
    }

    @Override
    public String projection(Collection<String> names) {
        return word("name", names);
    }

    private String word(String name, Collection<String> known) {
        shapes.put(name, Shape.word(known));
        String word = known.stream().sorted().findFirst().orElseThrow();
        path = path.replace("{" + name + "}", word);
        return word;
    }

    @Override
    public LocalDate today() {
        return Samples.DATE;
    }

    @Override
    public void requireOwn(Collection<String> scopes) {}

    @Override
    public void sentBy(Optional<String> user) {
        // nobody sent it
    }
}
