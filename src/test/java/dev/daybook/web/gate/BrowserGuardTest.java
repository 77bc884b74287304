package dev.daybook.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.web.problem.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which names are the service's, and which origins. Through HTTP, for all routes: CrossSiteTest.
 */
class BrowserGuardTest {

    private static final String TAKEN = "taken";

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost, taken",
        "127.0.0.1, LocalHost:3000, taken",
        "127.0.0.1, 127.0.0.1:3000, taken",
        "127.0.0.1, 127.1.2.3, taken",
        "127.0.0.1, [::1]:3000, taken",
        "127.0.0.1, bank.example, taken",
        "127.0.0.1, BANK.example:8443, taken",
        "127.0.0.1, daybook:3000, taken",
        "127.0.0.1, daybook, unknown-host",
        "127.0.0.1, daybook:3001, unknown-host",
        "127.0.0.1, evil.example, unknown-host",
        "127.0.0.1, bank.example.evil.example, unknown-host",
        "127.0.0.1, localhost.evil.example:3000, unknown-host",
        "127.0.0.1, 127.0.0.1.evil.example, unknown-host",
        "127.0.0.1, 10.0.0.1, unknown-host",
        "127.0.0.1, user@localhost, unknown-host",
        "0.0.0.0, 10.0.0.1:3000, taken",
        "::, [fe80::1], taken",
        "0.0.0.0, evil.example, unknown-host",
        "10.0.0.1, 10.0.0.1:3000, taken",
        "10.0.0.1, 10.0.0.2:3000, unknown-host",
        "fd00::5, [fd00::5]:3000, taken",
        "app.internal, app.internal:3000, taken"
    })
    void a_host_is_one_by_which_the_service_is_known(String listening, String host, String end) {
        BrowserGuard guard = new BrowserGuard(listening, List.of("bank.example", " daybook:3000"));
        assertEquals(end, end(guard, HttpMethod.GET, headers().set("Host", host)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:3000, taken",
        "https://localhost:3000, taken",
        "https://bank.example, taken",
        "http://daybook:3000, taken",
        "null, cross-site",
        "http://localhost, cross-site",
        "http://localhost:3001, cross-site",
        "http://127.0.0.1:3000, cross-site",
        "https://evil.example, cross-site",
        "https://bank.example.evil.example, cross-site",
        "https://bank.example:444, cross-site",
        "localhost:3000, cross-site",
        "file://, cross-site",
        "chrome-extension://localhost:3000, cross-site"
    })
    void an_origin_is_the_hosts_or_one_that_is_named(String origin, String end) {
        BrowserGuard guard = guard();
        MultiMap headers = headers().set("Host", "localhost:3000").set("Origin", origin);
        assertEquals(end, end(guard, HttpMethod.POST, headers));
        assertEquals(TAKEN, end(guard, HttpMethod.GET, headers));
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, taken",
        "none, taken",
        "same-site, cross-site",
        "cross-site, cross-site",
        "new-word, cross-site"
    })
    void what_the_browser_says_of_the_site_is_believed(String site, String end) {
        MultiMap headers = headers().set("Host", "localhost").set("Sec-Fetch-Site", site);
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "BREW")) {
            assertEquals(end, end(guard(), HttpMethod.valueOf(method), headers), method);
        }
        assertEquals(TAKEN, end(guard(), HttpMethod.HEAD, headers));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/jsonp", "*/*", "multipart/form-data"})
    void a_body_is_json(String contentType) {
        MultiMap headers = headers().set("Content-Length", "2");
        assertEquals("unsupported-media-type", end(guard(), HttpMethod.POST, headers));
        headers.set("Content-Type", contentType);
        assertEquals("unsupported-media-type", end(guard(), HttpMethod.DELETE, headers));
        headers.set("Content-Length", "0");
        assertEquals(TAKEN, end(guard(), HttpMethod.POST, headers));
        headers.set("Transfer-Encoding", "chunked");
        assertEquals("unsupported-media-type", end(guard(), HttpMethod.POST, headers));
    }

    @Test
    void a_program_that_says_nothing_of_it_is_taken() {
        MultiMap headers = headers().set("Content-Length", "2");
        headers.set("Content-Type", "Application/JSON ; charset=utf-8");
        assertEquals(TAKEN, end(guard(), HttpMethod.POST, headers));
        assertEquals(TAKEN, end(guard(), HttpMethod.POST, headers()));
    }

    private static BrowserGuard guard() {
        return new BrowserGuard("127.0.0.1", List.of("bank.example", "daybook:3000"));
    }

    private static MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap();
    }

    private static String end(BrowserGuard guard, HttpMethod method, MultiMap headers) {
        return guard.problem(method, headers).map(Problem::code).orElse(TAKEN);
    }
}
