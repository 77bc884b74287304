package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Browser;
import dev.daybook.support.Keycloak;
import dev.daybook.support.Service;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a real issuer: those that hold are accepted, and no others. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IssuerIT {

    private static final String REALM = "daybook";
    private static final String OTHER = "other";
    private static final String CONSOLE = "console";
    private static final String SHORT = "short";
    private static final String ACCOUNT = "/api/accounts/nobody";

    @TempDir static Path folder;

    private static Keycloak keycloak;
    private static Service service;
    private static String first;

    @BeforeAll
    static void start() throws IOException {
        keycloak = Keycloak.start(folder);
        List<String> scopes = List.of("accounts:read", "orders:read");
        keycloak.makeRealm(REALM, "daybook", 600, scopes);
        keycloak.makeRealm(OTHER, "daybook", 600, scopes);
        keycloak.makeRealm(SHORT, "daybook", 600, scopes);
        service =
                Service.start(
                        Map.of(
                                "EVENT_STORE_KIND",
                                "in-memory",
                                "DAYBOOK_ISSUER",
                                keycloak.issuer(REALM)));
        first = keycloak.token(REALM, "accounts:read");
    }

    @AfterAll
    static void stop() {
        keycloak.close();
        service.close();
    }

    @Test
    @Order(1)
    void a_token_with_the_scope_is_served_and_one_without_is_told_so() throws IOException {
        assertEquals(404, get(ACCOUNT, first).statusCode(), get(ACCOUNT, first)::body);
        HttpResponse<String> refused = get("/api/orders/nobody", first);
        assertEquals(403, refused.statusCode());
        assertTrue(refused.body().contains("This needs the scope orders:read."), refused::body);
        assertEquals(
                404, get("/api/orders/nobody", keycloak.token(REALM, "orders:read")).statusCode());
    }

    @Test
    @Order(1)
    void who_has_an_account_logs_in_to_the_console_with_it() throws IOException {
        String port = String.valueOf(Service.freePort());
        String site = "http://127.0.0.1:" + port;
        List<String> scopes = List.of("log:read");
        keycloak.makeRealm(CONSOLE, "daybook", 600, scopes);
        String user = keycloak.makeUser(CONSOLE, CONSOLE, site, scopes);
        Map<String, String> settings =
                Map.of(
                        "EVENT_STORE_KIND",
                        "in-memory",
                        "PORT",
                        port,
                        "DAYBOOK_AUTH",
                        "required",
                        "DAYBOOK_ISSUER",
                        keycloak.issuer(CONSOLE),
                        "DAYBOOK_CONSOLE_CLIENT",
                        CONSOLE);
        try (Service _ = Service.start(settings);
                Browser browser = Browser.start("account", site, user)) {
            browser.finish();
        }
    }

    @Test
    @Order(2)
    void what_is_no_token_of_this_issuer_for_this_service_is_refused() throws IOException {
        String[] parts = first.split("\\.");
        String claims = decoded(parts[1]);
        for (String wrong :
                List.of(
                        keycloak.token(OTHER, "accounts:read"),
                        parts[0] + "." + parts[1] + "." + changed(parts[2]),
                        parts[0]
                                + "."
                                + encoded(claims.replace("accounts:read", "access:admin"))
                                + "."
                                + parts[2],
                        encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".",
                        signedWithThePublicKey(parts),
                        "eyJ.eyJ.abc",
                        "nonsense")) {
            assertEquals(401, get(ACCOUNT, wrong).statusCode(), wrong);
        }
    }

    @Test
    @Order(3)
    void a_token_for_another_audience_and_one_that_ends_are_refused() throws IOException {
        keycloak.makeRealm("elsewhere", "another-service", 600, List.of("accounts:read"));
        keycloak.makeRealm("brief", "daybook", 3, List.of("accounts:read"));
        try (Service elsewhere =
                        Service.start(
                                Map.of(
                                        "EVENT_STORE_KIND",
                                        "in-memory",
                                        "DAYBOOK_ISSUER",
                                        keycloak.issuer("elsewhere")));
                Service brief =
                        Service.start(
                                Map.of(
                                        "EVENT_STORE_KIND",
                                        "in-memory",
                                        "DAYBOOK_ISSUER",
                                        keycloak.issuer("brief")))) {
            String other = keycloak.token("elsewhere", "accounts:read");
            assertEquals(401, get(elsewhere, ACCOUNT, other).statusCode());
            String ending = keycloak.token("brief", "accounts:read");
            assertEquals(404, get(brief, ACCOUNT, ending).statusCode());
            Wait.until("the token has ended", () -> status(brief, ending) == 401);
        }
    }

    @Test
    @Order(4)
    void keys_rotate_without_a_restart_and_what_the_old_one_signed_is_refused_once_it_is_gone()
            throws IOException {
        keycloak.addKey(REALM);
        String second = keycloak.token(REALM, "accounts:read");
        assertEquals(404, get(ACCOUNT, second).statusCode());
        assertEquals(404, get(ACCOUNT, first).statusCode());
        keycloak.removeFirstKeys(REALM);
        // what is remembered is looked at anew within a minute, and so are the keys
        Wait.until("the old key is refused", () -> status(service, first) == 401);
        assertEquals(404, get(ACCOUNT, second).statusCode());
    }

    @Test
    @Order(5)
    void while_the_issuer_is_away_known_keys_go_on_and_unknown_ones_are_answered_503()
            throws IOException {
        String known = keycloak.token(REALM, "accounts:read");
        String unused = keycloak.token(REALM, "orders:read");
        assertEquals(404, get(ACCOUNT, known).statusCode());
        keycloak.close();
        assertEquals(404, get(ACCOUNT, known).statusCode());
        assertEquals(404, get("/api/orders/nobody", unused).statusCode());
        String unknownKey = withKeyId(known, "unknown");
        // for a second after its last answer the issuer is not asked again
        Wait.until("the issuer is found away", () -> status(service, unknownKey) != 401);
        HttpResponse<String> away = get(ACCOUNT, unknownKey);
        assertEquals(503, away.statusCode(), away::body);
        assertTrue(away.body().contains("\"code\":\"issuer-unavailable\""), away::body);
        try (Service late =
                Service.start(
                        Map.of(
                                "EVENT_STORE_KIND",
                                "in-memory",
                                "DAYBOOK_ISSUER",
                                keycloak.issuer(REALM)))) {
            assertEquals(503, get(late, ACCOUNT, known).statusCode());
            keycloak.restart();
            Wait.until("the issuer is known", () -> status(late, known) == 404);
        }
        Wait.until("the token is called wrong", () -> status(service, unknownKey) == 401);
    }

    /** As if the public key were the secret of both. */
    private static String signedWithThePublicKey(String[] parts) {
        String head = decoded(parts[0]).replace("RS256", "HS256");
        assertTrue(head.contains("HS256"), head);
        String signed = encoded(head) + "." + parts[1];
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            keycloak.publicKey(REALM).getBytes(StandardCharsets.UTF_8),
                            "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another one in any case. */
    private static String changed(String signature) {
        char first = signature.charAt(0);
        return (first == 'x' ? 'y' : 'x') + signature.substring(1);
    }

    private static String withKeyId(String token, String id) {
        String[] parts = token.split("\\.");
        String head =
                decoded(parts[0]).replaceFirst("\"kid\" ?: ?\"[^\"]*\"", "\"kid\":\"" + id + "\"");
        return encoded(head) + "." + parts[1] + "." + parts[2];
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static int status(Service asked, String token) {
        try {
            return get(asked, ACCOUNT, token).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> get(String path, String token) throws IOException {
        return get(service, path, token);
    }

    private static HttpResponse<String> get(Service asked, String path, String token)
            throws IOException {
        return asked.get(path, Map.of("Authorization", "Bearer " + token));
    }
}
