package dev.daybook.web.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client would like is heeded where it is understood, and else ignored. */
class PreferencesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=7 | 7",
                "wait=0 | 0",
                "wait=30 | 30",
                "wait=31 | 30",
                "wait=99999999999999999999 | 30",
                "WAIT = 7 | 7",
                "wait=\"7\" | 7",
                "respond-async, wait=7 | 7",
                "wait=7;x=y, respond-async | 7",
                "wait=7, wait=8 | 7",
            })
    void a_client_says_how_long_it_waits_at_most_half_a_minute(String header, long seconds) {
        assertEquals(Optional.of(Duration.ofSeconds(seconds)), Preferences.patience(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait",
                "wait=",
                "wait=x",
                "wait=-1",
                "wait=1.5",
                "wait=\"7",
                "await=7",
                "return=minimal",
                ";wait=7",
                "wait=7 8",
                ",,,"
            })
    void what_is_not_understood_is_ignored(String header) {
        assertEquals(Optional.empty(), Preferences.patience(header));
    }
}
