package dev.daybook.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists of tags that conditional requests bear, as RFC 9110 has them. */
class EntityTagsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"3\" | 3",
                "\"3\",\"4\" | 3,4",
                "\"3\" ,\t\"4\" | 3,4",
                ",, \"3\",,\"4\", | 3,4",
                "\"3\", W/\"4\" | 3",
                "W/\"3\" | ''",
                "\"x,y\", \"5\" | 5",
                "\"\", \"5\" | 5",
                "\"03\", \"0\", \"+3\", \"3 \" | ?",
                "\"99999999999999999999\" | ''",
                "\"\u00e9\" | ''",
            })
    void a_strong_tag_names_a_version_and_no_other_tag_does(String header, String versions) {
        Optional<EntityTags> tags = EntityTags.parse(header);
        if (versions.equals("?")) {
            assertEquals(Optional.empty(), tags);
            return;
        }
        Set<String> found =
                Set.copyOf(tags.orElseThrow().versions().stream().map(String::valueOf).toList());
        assertEquals(versions.isEmpty() ? Set.of() : Set.of(versions.split(",")), found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "3",
                "\"3",
                "3\"",
                "\"3\" \"4\"",
                "\"3\";\"4\"",
                "*,\"3\"",
                "\"3\",*",
                "**",
                "w/\"3\"",
                "W\"3\"",
                "W/ \"3\"",
                "'3'",
                "\"a b\"",
                "\"a\u007fb\"",
                "\"3\"x"
            })
    void what_is_no_list_of_tags_is_none(String header) {
        assertEquals(Optional.empty(), EntityTags.parse(header));
    }

    @Test
    void a_tag_is_found_weakly_whether_it_is_weakened_or_not_and_only_whole() {
        EntityTags tags = EntityTags.parse("\"13\", W/\"4\", \"5\", \"a,6\"").orElseThrow();
        assertTrue(tags.haveWeakly("\"13\""));
        assertTrue(tags.haveWeakly("\"4\""));
        assertTrue(tags.haveWeakly("\"5\""));
        assertFalse(tags.haveWeakly("\"3\""));
        assertFalse(tags.haveWeakly("\"6\""));
        assertTrue(EntityTags.parse(" * ").orElseThrow().haveWeakly("\"1\""));
    }
}
