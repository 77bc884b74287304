package dev.daybook.web.request;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client would like (RFC 7240): what is not understood here is ignored. */
final class Preferences {

    private static final long MOST_SECONDS = 30;
    private static final Pattern WAIT =
            Pattern.compile("wait\\s*=\\s*(\"?)(\\d+)\\1\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private Preferences() {}

    /** How long the client is ready to wait for its answer: {@code wait=<s>}, at most 30 s. */
    static Optional<Duration> patience(String header) {
        return Arrays.stream(header.split(","))
                .map(preference -> WAIT.matcher(preference.strip()))
                .filter(Matcher::matches)
                .findFirst()
                .map(wait -> Duration.ofSeconds(seconds(wait.group(2))));
    }

    private static long seconds(String digits) {
        return digits.length() > 9 ? MOST_SECONDS : Math.min(MOST_SECONDS, Long.parseLong(digits));
    }
}
