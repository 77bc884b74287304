package dev.daybook.web.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.daybook.web.problem.FrameworkProblems;
import dev.daybook.web.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address on the first line of a request: well-formed (RFC 3986) and in UTF-8, not too long,
 * and written in the one way there is, so that nobody between client and service takes it for
 * another one.
 */
public final class RequestTarget {

    private static final int LONGEST = 8192;
    private static final String IN_PATH = "-._~!$&'()*+,;=:@/";
    private static final String SCHEME_END = "://";
    private static final String IN_QUERY = IN_PATH + "?[]";
    private static final Pattern ENCODED_DOT = Pattern.compile("%2e", Pattern.CASE_INSENSITIVE);

    private RequestTarget() {}

    /** Why the target is refused, if so. */
    public static Optional<Problem> problem(String target) {
        if (target.length() > LONGEST) {
            return Optional.of(FrameworkProblems.of(414));
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (!isMadeOf(IN_PATH, path)
                || query >= 0 && !isMadeOf(IN_QUERY, target.substring(query))
                || !path.startsWith("/") && !isUri(target)
                || target.indexOf('%') >= 0 && !encodesText(target)) {
            return Optional.of(
                    Problem.of(
                            400,
                            "malformed-address",
                            "The address of the request is no URI in UTF-8."));
        }
        return isCanonical(withoutScheme(path))
                ? Optional.empty()
                : Optional.of(FrameworkProblems.of(404));
    }

    /** Only what does not begin with a slash has one: elsewhere its end is a doubled slash. */
    private static String withoutScheme(String path) {
        int end = path.startsWith("/") ? -1 : path.indexOf(SCHEME_END);
        return end < 0 ? path : path.substring(end + SCHEME_END.length());
    }

    private static boolean isMadeOf(String punctuation, String text) {
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (character == '%') {
                if (!isHex(text, index + 1) || !isHex(text, index + 2)) {
                    return false;
                }
            } else if (!isLetterOrDigit(character) && punctuation.indexOf(character) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9';
    }

    private static boolean isHex(String text, int index) {
        return index < text.length()
                && text.charAt(index) < 128
                && Character.digit(text.charAt(index), 16) >= 0;
    }

    /** What a proxy sends, {@code http://host/path}, or the {@code *} of OPTIONS. */
    private static boolean isUri(String target) {
        try {
            new URI(target);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether what is encoded is UTF-8: all else would be read as some other text. */
    private static boolean encodesText(String target) {
        byte[] octets = URLDecoder.decode(target, ISO_8859_1).getBytes(ISO_8859_1);
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isCanonical(String path) {
        return path.indexOf(';') < 0
                && !path.contains("//")
                && (!path.contains("/.") && path.indexOf('%') < 0 || hasNoDotSegment(path));
    }

    private static boolean hasNoDotSegment(String path) {
        return Arrays.stream(ENCODED_DOT.matcher(path).replaceAll(".").split("/"))
                .noneMatch(segment -> segment.equals(".") || segment.equals(".."));
    }
}
