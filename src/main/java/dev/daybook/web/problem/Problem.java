package dev.daybook.web.problem;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request has no other answer: RFC 9457, without what the request itself adds.
 *
 * @param code stable, to act on; also the end of the problem's type
 * @param detail what is wrong this time, in a sentence
 * @param errors each single fault, where there are several or a field is to blame
 * @param headers what the answer bears besides
 * @param index of which command of a batch it is
 */
public record Problem(
        int status,
        String code,
        String detail,
        List<Violation> errors,
        Map<String, String> headers,
        @Nullable Integer index) {

    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    public Problem(
            int status,
            String code,
            String detail,
            List<Violation> errors,
            Map<String, String> headers) {
        this(status, code, detail, errors, headers, null);
    }

    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Map.of());
    }

    public Problem with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Problem(status, code, detail, errors, more, index);
    }

    /** The same, of a command of a batch. */
    public Problem at(int command) {
        return new Problem(status, code, detail, errors, headers, command);
    }

    /** {@code insufficient-funds} is entitled "Insufficient funds". */
    public String title() {
        String words = code.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** Ends the request with this problem. */
    public ProblemException exception() {
        return new ProblemException(this);
    }
}
