package dev.daybook.store.postgres.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/** Rows on their way into a table, in the text form that PostgreSQL's {@code copy} takes. */
final class CopyRows {

    private static final int SENT_AT_ONCE = 1 << 16;

    private final CopyIn copy;
    private final StringBuilder text = new StringBuilder(2 * SENT_AT_ONCE);

    CopyRows(CopyIn copy) {
        this.copy = copy;
    }

    /** Adds a row; some rows later it is known whether the database takes it. */
    void add(@Nullable Object... values) throws SQLException {
        for (int column = 0; column < values.length; column++) {
            if (column > 0) {
                text.append('\t');
            }
            Object value = values[column];
            if (value == null) {
                text.append("\\N");
            } else {
                append(value.toString());
            }
        }
        text.append('\n');
        if (text.length() >= SENT_AT_ONCE) {
            send();
        }
    }

    /** Sends what is left, and learns whether the database takes all of it. */
    void end() throws SQLException {
        send();
        copy.endCopy();
    }

    /** Gives up, as far as the database has not done so by itself. */
    void cancel() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void send() throws SQLException {
        byte[] bytes = text.toString().getBytes(UTF_8);
        text.setLength(0);
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    private void append(String value) {
        for (int at = 0; at < value.length(); at++) {
            char character = value.charAt(at);
            switch (character) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(character);
            }
        }
    }
}
