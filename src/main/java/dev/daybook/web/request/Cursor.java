package dev.daybook.web.request;

import dev.daybook.web.TextRules;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The place in a list behind which the next page begins, opaque to the client; carries the filters
 * it was made for.
 */
public final class Cursor {

    private static final String SEPARATOR = "\n";

    private Cursor() {}

    static String encode(List<String> filters, String after) {
        String text = String.join(SEPARATOR, filters) + SEPARATOR + after;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What the cursor points behind.
     *
     * @throws IllegalArgumentException if the token is no cursor, or one for other filters
     */
    static String decode(String token, List<String> filters) {
        String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        String prefix = String.join(SEPARATOR, filters) + SEPARATOR;
        String after = text.startsWith(prefix) ? text.substring(prefix.length()) : "";
        if (TextRules.fault(after).isPresent()) {
            throw new IllegalArgumentException("not a cursor for these filters");
        }
        return after;
    }
}
