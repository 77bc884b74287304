package dev.daybook.web;

import static dev.daybook.support.ProblemAssertions.assertRefused;
import static dev.daybook.support.ProblemAssertions.faults;
import static dev.daybook.support.RawHttp.get;
import static dev.daybook.support.RawHttp.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp.Request;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault of a request is named with its place and a code, all of them at once. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class FaultsTest {

    private static final String ACCOUNTS = "/api/accounts";
    private static final String ACCOUNT = ACCOUNTS + "/faults-1";
    private static final String OPEN = "{\"ownerId\":\"o\",\"currency\":\"USD\"}";
    private static final String LONG_ID = "a".repeat(65);

    @Inject EventStore store;

    @BeforeEach
    void an_account_is_there() {
        String body = OPEN.replace("{", "{\"accountId\":\"faults-1\",");
        int status = post(ACCOUNTS, body).send().status();
        assertEquals(true, status == 201 || status == 409, "Status " + status);
    }

    static Stream<Arguments> amountsThatAreNone() {
        return Stream.of(
                        "0",
                        "-1",
                        "1.5",
                        "1.0",
                        "1e3",
                        "1e999999999",
                        "\"100\"",
                        "true",
                        "{}",
                        "[1]",
                        "9223372036854775808",
                        "-9223372036854775809",
                        "9".repeat(90))
                .map(
                        amount ->
                                arguments(
                                        post(
                                                ACCOUNT + "/deposits",
                                                "{\"amount\":"
                                                        + amount
                                                        + ",\"currency\":\"USD\",\"transactionId\":\"t\"}")));
    }

    static Stream<Arguments> textsThatCannotBeStored() {
        return Stream.of(
                arguments("\"\\u0000\"", "invalid-character"),
                arguments("\"a\\u0000b\"", "invalid-character"),
                arguments("\"a\\u001fb\"", "invalid-character"),
                arguments("\"a\\u007fb\"", "invalid-character"),
                arguments("\"a\\ud800b\"", "invalid-character"),
                arguments("\"a\\udc00\\ud800b\"", "invalid-character"),
                arguments("\"\"", "blank"),
                arguments("\" \\u3000 \"", "blank"),
                arguments("\"" + "a".repeat(1001) + "\"", "too-long"),
                arguments("17", "wrong-type"),
                arguments("[\"a\"]", "wrong-type"),
                arguments("null", "missing"));
    }

    static Stream<Arguments> requestsWithFaults() {
        return Stream.of(
                faulty(post(ACCOUNTS, "{}"), "#/ownerId missing", "#/currency missing"),
                faulty(
                        post(ACCOUNTS, "{\"accountId\":\"\",\"ownerId\":7,\"currency\":\"usd\"}"),
                        "#/accountId invalid-id",
                        "#/ownerId invalid-id",
                        "#/currency unknown-currency"),
                faulty(
                        post(ACCOUNTS, "{\"ownerId\":\"" + LONG_ID + "\",\"currency\":\"XAU\"}"),
                        "#/ownerId invalid-id",
                        "#/currency unknown-currency"),
                faulty(
                        post(ACCOUNTS, OPEN.replace("}", ",\"a/b~c\":1,\"\\ud800\":2}")),
                        "#/a~1b~0c unknown-field",
                        "#/? unknown-field"),
                faulty(
                        post(ACCOUNT + "/deposits", "{\"amount\":1.5,\"typo\":1}"),
                        "#/amount invalid-amount",
                        "#/currency missing",
                        "#/transactionId missing",
                        "#/typo unknown-field"),
                faulty(post(ACCOUNTS + "?x=1", OPEN), "x unknown-parameter"),
                faulty(get(ACCOUNT + "?x=1"), "x unknown-parameter"),
                faulty(get(ACCOUNT + "/balance?limit=1"), "limit unknown-parameter"),
                faulty(get(ACCOUNTS), "ownerId missing"),
                faulty(get(ACCOUNTS + "?ownerId="), "ownerId invalid-id"),
                faulty(get(ACCOUNTS + "?ownerId=%00"), "ownerId invalid-id"),
                faulty(get(ACCOUNTS + "?ownerId=o&ownerId=o"), "ownerId repeated-parameter"),
                faulty(
                        get(ACCOUNTS + "?ownerId=o&limit=0&x=5"),
                        "limit out-of-range",
                        "x unknown-parameter"),
                faulty(get(ACCOUNTS + "?ownerId=o&cursor=!"), "cursor invalid-cursor"),
                faulty(get(ACCOUNTS + "?ownerId=o&cursor=bwoA"), "cursor invalid-cursor"),
                faulty(history("limit=101"), "limit out-of-range"),
                faulty(history("limit=-1"), "limit out-of-range"),
                faulty(history("limit=1e1"), "limit out-of-range"),
                faulty(history("limit=99999999999"), "limit out-of-range"),
                faulty(history("offset=-1"), "offset out-of-range"),
                faulty(history("offset=10001"), "offset out-of-range"),
                faulty(history("from=yesterday"), "from invalid-instant"),
                faulty(history("to=2026-01-31"), "to invalid-instant"),
                faulty(history("to=2026-02-30T00:00:00Z"), "to invalid-instant"),
                faulty(history("from=%2B1000000000-12-31T23:59:59Z"), "from invalid-instant"),
                faulty(history("from=-1000000000-01-01T00:00:00Z"), "from invalid-instant"),
                faulty(history("type=Nope"), "type unknown-value"),
                faulty(history("cursor="), "cursor invalid-cursor"),
                faulty(get(ACCOUNTS + "/" + LONG_ID), "id invalid-id"),
                faulty(get(ACCOUNTS + "/a%2Fb"), "id invalid-id"),
                faulty(get(ACCOUNTS + "/a%00b"), "id invalid-id"),
                faulty(get(ACCOUNTS + "/%c3%a9/balance"), "id invalid-id"),
                faulty(get(ACCOUNTS + "/a%0Ab/history"), "id invalid-id"),
                faulty(post(ACCOUNTS + "/a%20b/close", "{\"reason\":\"r\"}"), "id invalid-id"),
                faulty(freeze().with("If-Match: 3"), "If-Match invalid-tag"),
                faulty(freeze().with("If-Match: \"3"), "If-Match invalid-tag"),
                faulty(freeze().with("If-Match: \"3\" \"4\""), "If-Match invalid-tag"),
                faulty(freeze().with("If-Match: \"3\", *"), "If-Match invalid-tag"),
                faulty(freeze().with("If-Match: w/\"3\""), "If-Match invalid-tag"),
                faulty(freeze().with("If-Match: ,"), "If-Match invalid-tag"),
                faulty(freeze().with("If-Match:"), "If-Match invalid-tag"),
                faulty(get(ACCOUNT).with("If-Match: 3"), "If-Match invalid-tag"),
                faulty(get(ACCOUNT + "?minPosition=x"), "minPosition out-of-range"),
                faulty(get(ACCOUNT + "/balance?minPosition=-1"), "minPosition out-of-range"),
                faulty(get(ACCOUNTS + "?ownerId=o&minPosition="), "minPosition out-of-range"),
                faulty(history("minPosition=1e3"), "minPosition out-of-range"),
                faulty(history("minPosition=1&minPosition=1"), "minPosition repeated-parameter"),
                faulty(get(ACCOUNT).with("Min-Position: 1.0"), "Min-Position out-of-range"),
                faulty(
                        history("limit=1").with("Min-Position: 9999999999999999999"),
                        "Min-Position out-of-range"),
                faulty(
                        get(ACCOUNT + "?minPosition=1").with("Min-Position: 2"),
                        "minPosition contradiction"),
                faulty(
                        post(ACCOUNT + "/freeze?minPosition=1", "{\"reason\":\"r\"}"),
                        "minPosition unknown-parameter"),
                faulty(get(ACCOUNT + "?version=0"), "version out-of-range"),
                faulty(get(ACCOUNT + "?version=-1"), "version out-of-range"),
                faulty(get(ACCOUNT + "?version=one"), "version out-of-range"),
                faulty(get(ACCOUNT + "/balance?version="), "version out-of-range"),
                faulty(get(ACCOUNT + "?version=9999999999999999999"), "version out-of-range"),
                faulty(get(ACCOUNT + "?asOf=yesterday"), "asOf invalid-instant"),
                faulty(
                        get(ACCOUNT + "/balance?version=1&asOf=2026-01-31T12:00:00Z"),
                        "asOf contradiction"),
                faulty(history("version=1"), "version unknown-parameter"),
                faulty(
                        get(ACCOUNTS + "?ownerId=o&asOf=2026-01-31T12:00:00Z"),
                        "asOf unknown-parameter"),
                faulty(
                        freeze().with("X-Correlation-Id: a\tb"),
                        "X-Correlation-Id invalid-character"),
                faulty(freeze().with("X-User-Id: " + "a".repeat(1001)), "X-User-Id too-long"));
    }

    @ParameterizedTest
    @MethodSource("amountsThatAreNone")
    void an_amount_is_a_positive_long_and_never_rounded(Request request) {
        assertEquals(List.of("#/amount invalid-amount"), refused(request));
    }

    @ParameterizedTest
    @MethodSource("textsThatCannotBeStored")
    void a_text_that_cannot_be_stored_is_refused(String text, String fault) {
        Request request = post(ACCOUNT + "/freeze", "{\"reason\":" + text + "}");
        assertEquals(List.of("#/reason " + fault), refused(request));
    }

    @ParameterizedTest
    @MethodSource("requestsWithFaults")
    void each_fault_is_named_with_its_place(Request request, List<String> faults) {
        assertEquals(faults, refused(request));
    }

    private List<String> refused(Request request) {
        return faults(assertRefused(store, request, 400, "invalid-request"));
    }

    private static Request freeze() {
        return post(ACCOUNT + "/freeze", "{\"reason\":\"r\"}");
    }

    private static Request history(String query) {
        return get(ACCOUNT + "/history?" + query);
    }

    private static Arguments faulty(Request request, String... faults) {
        return arguments(request, List.of(faults));
    }
}
