package dev.daybook.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The place in a list behind which the next page begins, opaque to the client; carries the filters
 * it was made for.
 */
final class Cursor {

    private static final String SEPARATOR = "\n";

    private Cursor() {}

    static String encode(List<String> filters, String after) {
        String text = String.join(SEPARATOR, filters) + SEPARATOR + after;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty if the token is no cursor, or one for other filters. */
    static Optional<String> decode(String token, List<String> filters) {
        String prefix = String.join(SEPARATOR, filters) + SEPARATOR;
        try {
            return Optional.of(
                            new String(
                                    Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
                    .filter(text -> text.startsWith(prefix))
                    .map(text -> text.substring(prefix.length()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
