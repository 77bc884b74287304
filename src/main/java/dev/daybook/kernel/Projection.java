package dev.daybook.kernel;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns the events of one aggregate into the rows of one read table; pure, so that a rebuild gives
 * the same rows.
 *
 * <p>A row is a record: its components are the table's columns ({@code ownerId} is {@code
 * owner_id}) and the body of the resource that shows it. Its first component is the table's key.
 * The table bears the row's name ({@code LeaseEntry} is {@code lease_entry}), unless {@link Stored}
 * says another one.
 *
 * @param <E> the aggregate's events
 * @param <R> the table's rows
 */
public sealed interface Projection<E, R extends Record> {

    /** The read table's name, and the name under which the checkpoint is kept. */
    default String table() {
        return RowTraits.of(this).table();
    }

    /**
     * Raised when the same events give other rows than before: rows of another version are not gone
     * on with.
     */
    default int version() {
        return RowTraits.of(this).version();
    }

    @SuppressWarnings("unchecked") // it is what stands for R where the class implements this
    default Class<R> rowType() {
        return (Class<R>) RowTraits.of(this).type();
    }

    /** {@code ownerId} is {@code owner_id}, {@code LeaseEntry} is {@code lease_entry}. */
    static String sqlName(String javaName) {
        return javaName.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** One row for each key, folded from all events of that key. */
    non-sealed interface Fold<E, R extends Record> extends Projection<E, R> {

        /** Whether the event changes a row. */
        default boolean concerns(E event) {
            return true;
        }

        /** The row that the event changes: a value of the first component. */
        default String key(Recorded<E> event) {
            return event.stream().id();
        }

        /**
         * The row after an event that concerns it; {@code before} is empty for a key's first one.
         */
        R fold(Optional<R> before, Recorded<E> event);
    }

    /** New rows for each event, none of which ever changes. */
    non-sealed interface Journal<E, R extends Record> extends Projection<E, R> {

        /** The rows that the event adds: none, one or several. */
        List<R> entries(Recorded<E> event);
    }
}
