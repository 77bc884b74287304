package dev.daybook.engine.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTest {

    private static final WebhookSecret SECRET =
            new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final WebhookMessage MESSAGE =
            new WebhookMessage("msg_p5jXN8AQM9LWM0D4loKWxJek", "{\"test\": 2432232314}");
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void the_vector_of_standard_webhooks_is_signed_as_it_is_there() {
        assertEquals(SIGNATURE, SECRET.sign(MESSAGE, AT));
    }

    @Test
    void headers_hold_the_id_the_time_of_the_attempt_and_a_signature_for_each_secret() {
        WebhookSecret other = WebhookSecret.random();

        assertEquals(
                Map.of(
                        "content-type",
                        "application/json",
                        "webhook-id",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "webhook-timestamp",
                        "1614265330",
                        "webhook-signature",
                        other.sign(MESSAGE, AT) + " " + SIGNATURE),
                MESSAGE.headers(List.of(other, SECRET), AT.plusMillis(999)));
    }

    @Test
    void a_new_secret_has32_bytes_and_is_not_shown_by_accident() {
        WebhookSecret secret = WebhookSecret.random();

        assertTrue(secret.text().matches("whsec_[A-Za-z0-9+/]{43}="));
        assertNotEquals(WebhookSecret.random(), secret);
        assertEquals("WebhookSecret", secret.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_*"})
    void what_is_no_secret_is_refused_without_being_repeated(String text) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> new WebhookSecret(text))
                        .getMessage();
        assertTrue(message.startsWith("A secret of a webhook "), message);
    }

    @Test
    void the_message_of_an_event_is_made_of_its_payload_and_place_without_its_metadata() {
        StoredEvent event =
                new StoredEvent(
                        7,
                        new StreamId("account", "a-1"),
                        2,
                        UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"),
                        "MoneyDeposited",
                        1,
                        "{\"transactionId\": \"t1\"}",
                        "{\"userId\": \"somebody\"}",
                        Instant.parse("2026-01-02T03:04:05.678Z"));

        assertEquals(
                new WebhookMessage(
                        "01890a5d-ac96-774b-bcce-b302099a8057",
                        "{\"type\":\"account.MoneyDeposited\",\"timestamp\":\"2026-01-02T03:04:05.678Z\","
                                + "\"position\":7,\"streamId\":\"a-1\",\"version\":2,\"schemaVersion\":1,"
                                + "\"data\":{\"transactionId\":\"t1\"}}"),
                WebhookMessage.of(event));
    }

    @Test
    void nothing_is_sent_without_a_signature() {
        assertThrows(IllegalArgumentException.class, () -> MESSAGE.headers(List.of(), AT));
    }
}
