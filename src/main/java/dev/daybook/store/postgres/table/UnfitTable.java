package dev.daybook.store.postgres.table;

import java.util.List;

/** Read tables that their rows do not fit in; the message says which, why, and what would fit. */
public final class UnfitTable extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnfitTable(List<String> complaints) {
        super(String.join("\n", complaints));
    }
}
