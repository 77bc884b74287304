package dev.daybook.engine;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Projection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules that this service is made of. */
public record Registry(List<Module<?, ?, ?>> modules) {

    /**
     * @throws IllegalArgumentException if two modules share a category or a read table
     */
    public Registry {
        modules = List.copyOf(modules);
        requireDistinct(
                modules.stream().map(module -> module.aggregate().category()).toList(), "category");
        requireDistinct(projections(modules).<String>map(Projection::table).toList(), "read table");
    }

    /** Those of all modules. */
    public List<Projection<?, ?>> projections() {
        return projections(modules).toList();
    }

    /** The categories of all aggregates. */
    public Set<String> categories() {
        return modules.stream()
                .map(module -> module.aggregate().category())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The names of the events of all aggregates. */
    public Set<String> eventTypes() {
        return modules.stream()
                .flatMap(module -> module.aggregate().eventTypes())
                .map(EventType::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @throws java.util.NoSuchElementException if there is none
     */
    public Aggregate<?, ?, ?> aggregate(String category) {
        return modules.stream()
                .<Aggregate<?, ?, ?>>map(Module::aggregate)
                .filter(each -> each.category().equals(category))
                .findFirst()
                .orElseThrow();
    }

    /** Those whose events only they see who give access. */
    public Set<String> confidentialCategories() {
        return categories(true);
    }

    /** All others. */
    public Set<String> publicCategories() {
        return categories(false);
    }

    private Set<String> categories(boolean confidential) {
        return modules.stream()
                .<Aggregate<?, ?, ?>>map(Module::aggregate)
                .filter(aggregate -> aggregate.isConfidential() == confidential)
                .map(Aggregate::category)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<Projection<?, ?>> projections(List<Module<?, ?, ?>> modules) {
        return modules.stream().flatMap(module -> module.projections().stream());
    }

    private static void requireDistinct(List<String> names, String what) {
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("Two modules share a " + what + ": " + names);
        }
    }
}
