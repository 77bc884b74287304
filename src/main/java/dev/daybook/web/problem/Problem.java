package dev.daybook.web.problem;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a request has no other answer: RFC 9457, without what the request itself adds.
 *
 * @param code stable, to act on; also the end of the problem's type
 * @param detail what is wrong this time, in a sentence
 * @param errors each single fault, where there are several or a field is to blame
 * @param headers what the answer bears besides
 */
public record Problem(
        int status,
        String code,
        String detail,
        List<Violation> errors,
        Map<String, String> headers) {

    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Map.of());
    }

    public Problem with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Problem(status, code, detail, errors, more);
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
