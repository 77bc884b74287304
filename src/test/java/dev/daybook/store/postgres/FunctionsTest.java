package dev.daybook.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the migrations make of functions, however many a later one makes anew. */
class FunctionsTest {

    private static final String OURS =
            "select proname from pg_proc where pronamespace = 'public'::regnamespace and %s order by 1";

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void each_names_what_is_in_its_schema_whatever_the_session_is_set_to() {
        assertEquals(
                List.of(),
                functions("proconfig is distinct from '{\"search_path=public, pg_temp\"}'"));
    }

    @Test
    void those_that_work_with_the_owners_rights_are_not_everybodys() {
        List<String> definers =
                List.of("create_beside", "drop_retired", "empty_projection", "swap_rebuilt");
        assertEquals(definers, functions("prosecdef"));
        assertEquals(
                List.of(),
                functions("prosecdef and has_function_privilege('public', oid, 'execute')"));
    }

    private List<String> functions(String condition) {
        return database.rows(OURS.formatted(condition));
    }
}
