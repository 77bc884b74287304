package dev.daybook.kernel;

import java.util.Optional;

/** What a projection's row says of its read table; read once for each projection. */
record RowTraits(Class<?> type, String table, int version) {

    private static final ClassValue<RowTraits> READ =
            new ClassValue<>() {
                @Override
                protected RowTraits computeValue(Class<?> projection) {
                    return of(Types.argument(projection, Projection.class, 1));
                }
            };

    /**
     * @throws IllegalArgumentException if the projection's class does not name its rows
     */
    static RowTraits of(Projection<?, ?> projection) {
        return READ.get(projection.getClass());
    }

    private static RowTraits of(Class<?> row) {
        Optional<Stored> stored = Optional.ofNullable(row.getAnnotation(Stored.class));
        return new RowTraits(
                row,
                stored.map(Stored::name)
                        .filter(name -> !name.isEmpty())
                        .orElseGet(() -> Projection.sqlName(row.getSimpleName())),
                stored.map(Stored::version).orElse(1));
    }
}
