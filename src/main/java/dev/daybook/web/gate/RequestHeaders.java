package dev.daybook.web.gate;

import dev.daybook.web.problem.FrameworkProblems;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.Violation;
import dev.daybook.web.problem.Violations;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of a request, as far as they concern all routes: not too large, and none twice or
 * empty where that would leave open what the sender meant.
 */
final class RequestHeaders {

    /** Bytes; what the decoder takes is far above, so that it is told here. */
    private static final int LARGEST = 20_480;

    private static final int LINE_OVERHEAD = 4;

    /** Those that stand once, and say something; to ignore one would be to do what nobody asked. */
    private static final String[] SINGLE = {
        "Host",
        "Origin",
        "Sec-Fetch-Site",
        "Content-Type",
        "Idempotency-Key",
        "X-User-Id",
        "X-Correlation-Id",
        "traceparent",
        "Min-Position",
        "Last-Event-ID",
        "Authorization"
    };

    private final Violations violations = new Violations();
    private int size;
    private int seen;
    private boolean refused;
    private Optional<Problem> unsupported = Optional.empty();

    private RequestHeaders() {}

    /** Why the headers are refused, if so. */
    static Optional<Problem> problem(MultiMap headers) {
        RequestHeaders checked = new RequestHeaders();
        for (Map.Entry<String, String> header : headers) {
            checked.add(header.getKey(), header.getValue());
        }
        return checked.problem();
    }

    private Optional<Problem> problem() {
        if (size > LARGEST) {
            return Optional.of(FrameworkProblems.of(431));
        }
        return refused ? Optional.of(violations.exception().problem()) : unsupported;
    }

    private void add(String name, String value) {
        size += name.length() + value.length() + LINE_OVERHEAD;
        for (int number = 0; number < SINGLE.length; number++) {
            if (SINGLE[number].equalsIgnoreCase(name)) {
                addSingle(number, value);
                return;
            }
        }
        if (name.equalsIgnoreCase("Transfer-Encoding") && !value.equalsIgnoreCase("chunked")) {
            refuse("Transfer-Encoding", "unsupported-coding", "A body comes chunked, or as it is.");
        } else if (name.equalsIgnoreCase("Content-Encoding")
                && !value.equalsIgnoreCase("identity")) {
            unsupported =
                    Optional.of(FrameworkProblems.of(415).with("Accept-Encoding", "identity"));
        } else if (name.equalsIgnoreCase("Expect") && !value.equalsIgnoreCase("100-continue")) {
            unsupported = Optional.of(FrameworkProblems.of(417));
        }
    }

    private void addSingle(int number, String value) {
        int bit = 1 << number;
        if ((seen & bit) != 0) {
            refuse(SINGLE[number], "repeated-header", "This header is given more than once.");
        } else if (value.isBlank()) {
            refuse(SINGLE[number], "blank", "This header says nothing.");
        }
        seen |= bit;
    }

    private void refuse(String name, String code, String detail) {
        refused = true;
        violations.add(Violation.inParameter(name, code, detail));
    }
}
