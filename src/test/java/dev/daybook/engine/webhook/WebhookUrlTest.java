package dev.daybook.engine.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {

    @Test
    void a_url_is_taken_apart() {
        assertEquals(
                new WebhookUrl(true, "hooks.example", 443, "/in/1?key=a%20b"),
                WebhookUrl.parse("https://Hooks.Example/in/1?key=a%20b", false));
        assertEquals(
                new WebhookUrl(false, "2001:db8::1", 8_080, "/"),
                WebhookUrl.parse("http://[2001:db8::1]:8080", true));
        assertEquals(
                "xn--bcher-kva.example",
                WebhookUrl.parse("https://xn--bcher-kva.example", false).host());
    }

    @Test
    void http_is_refused_unless_it_is_allowed() {
        assertEquals(
                "The URL must be https.",
                assertThrows(
                                WebhookUrl.Refused.class,
                                () -> WebhookUrl.parse("http://hooks.example/", false))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example",
                "//hooks.example/",
                "https:hooks.example",
                "https:///path",
                "ftp://hooks.example/",
                "file:///etc/passwd",
                "https://user@hooks.example/",
                "https://user:password@hooks.example/",
                "https://hooks.example\\@127.0.0.1/",
                "https://hooks.example/#part",
                "https://hooks.example./",
                "https://hooks..example/",
                "https://-hooks.example/",
                "https://hooks_1.example/",
                "https://hooks.example:0/",
                "https://hooks.example:22/",
                "https://hooks.example:65536/",
                "https://hooks.example:99999999999/",
                " https://hooks.example/",
                "https://hooks.example/ ",
                "https://hooks.example/\n",
                "https://hooks.example/a b",
                "https://ho\toks.example/",
                "https://b\u00fccher.example/",
                "https://\uff11\uff12\uff17.0.0.1/",
                "https://127\u30020.0.1/",
                "https://%31%32%37.0.0.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://127.0.0.01/",
                "https://127.0.0.1./",
                "https://127.0.0.0x1/",
                "https://256.0.0.1/",
                "https://[fe80::1%25eth0]/",
                "https://[::1/",
                "https://[v1.a]/"
            })
    void what_can_be_read_in_two_ways_is_refused(String text) {
        assertThrows(WebhookUrl.Refused.class, () -> WebhookUrl.parse(text, true));
    }
}
