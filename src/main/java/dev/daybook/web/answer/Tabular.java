package dev.daybook.web.answer;

import java.util.List;

/** An answer that a client may also have as a table: {@code text/csv}. */
public interface Tabular {

    String CSV = "text/csv";

    /** The names of the columns. */
    List<String> columns();

    /** The values of each row, as many as there are columns. */
    List<List<Object>> rows();
}
