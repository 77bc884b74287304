package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Service;
import dev.daybook.support.TestCertificate;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service over HTTPS, by the certificate that two files hold. */
class TlsIT {

    @TempDir Path folder;

    private Path cert;
    private Path key;
    private TestCertificate first;

    @BeforeEach
    void makeCertificate() throws IOException, GeneralSecurityException {
        cert = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
        first = TestCertificate.make(folder, "first");
        first.write(cert, key);
    }

    @Test
    void https_is_served_alone_and_a_new_certificate_without_a_restart()
            throws IOException, GeneralSecurityException, InterruptedException {
        try (Service service = Service.launch(settings(Map.of()))) {
            awaitAnswer(service, first.trusted());
            HttpResponse<String> made =
                    send(
                            first.trusted(),
                            request(service, "/api/accounts")
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"ownerId\":\"o\",\"currency\":\"USD\"}"))
                                    .header("Content-Type", "application/json")
                                    .header("Origin", "https://127.0.0.1:" + service.port()));
            assertEquals(201, made.statusCode(), made::body);
            HttpResponse<String> foreign =
                    send(
                            first.trusted(),
                            request(service, "/api/accounts")
                                    .POST(BodyPublishers.ofString("{}"))
                                    .header("Content-Type", "application/json")
                                    .header("Origin", "https://evil.example"));
            assertEquals(403, foreign.statusCode(), foreign::body);
            assertThrows(IOException.class, () -> service.get("/health"));
            assertTrue(service.log().contains("Listening on: https://127.0.0.1:"), service::log);

            Files.writeString(cert, "no certificate");
            Wait.until(
                    "it says that it cannot read it",
                    () -> service.log().contains("The certificate stays as it is: "));
            assertEquals(200, send(first.trusted(), request(service, "/health")).statusCode());

            TestCertificate second = TestCertificate.make(folder, "second");
            second.write(cert, key);
            awaitAnswer(service, second.trusted());
            assertThrows(
                    IOException.class, () -> send(first.trusted(), request(service, "/health")));
        }
    }

    @Test
    void only_clients_with_a_certificate_are_served_where_that_is_set()
            throws IOException, GeneralSecurityException, InterruptedException {
        TestCertificate client = TestCertificate.make(folder, "client");
        Path clients = folder.resolve("clients.crt");
        client.write(clients, folder.resolve("client.key"));
        try (Service service =
                Service.launch(settings(Map.of("DAYBOOK_TLS_CLIENTS", clients.toString())))) {
            awaitAnswer(service, first.trustedBy(client));
            assertThrows(
                    IOException.class, () -> send(first.trusted(), request(service, "/health")));
        }
    }

    @Test
    void what_cannot_be_is_refused_in_a_line_that_names_the_setting()
            throws IOException, GeneralSecurityException {
        assertRefused(
                "DAYBOOK_TLS_CERT is set, and DAYBOOK_TLS_KEY is not",
                Map.of("DAYBOOK_TLS_KEY", ""));
        TestCertificate.make(folder, "third").write(folder.resolve("third.crt"), key);
        assertRefused("which is not the key of the certificate", Map.of());
        assertRefused("DAYBOOK_TLS_CERT is '/nowhere'", Map.of("DAYBOOK_TLS_CERT", "/nowhere"));
        assertRefused("DAYBOOK_TLS_KEY is '" + cert, Map.of("DAYBOOK_TLS_KEY", cert.toString()));
    }

    private void assertRefused(String reason, Map<String, String> others) {
        try (Service service = Service.launch(settings(others))) {
            assertEquals(1, service.exitCode());
            assertTrue(service.log().contains("Daybook does not start: "), service::log);
            assertTrue(service.log().contains(reason), service::log);
            assertEquals(1, service.log().lines().count(), service::log);
        }
    }

    private Map<String, String> settings(Map<String, String> others) {
        Map<String, String> settings = new HashMap<>();
        settings.put("EVENT_STORE_KIND", "in-memory");
        settings.put("DAYBOOK_TLS_CERT", cert.toString());
        settings.put("DAYBOOK_TLS_KEY", key.toString());
        settings.putAll(others);
        return settings;
    }

    private static HttpRequest.Builder request(Service service, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + service.port() + path));
    }

    private static void awaitAnswer(Service service, SSLContext tls) {
        Wait.until(
                "it is served over HTTPS; the service said:\n" + service.log(),
                () -> {
                    if (!service.isAlive()) {
                        throw new AssertionError(service.log());
                    }
                    try {
                        return send(tls, request(service, "/health")).statusCode() == 200;
                    } catch (IOException | InterruptedException e) {
                        return false;
                    }
                });
    }

    /** Over a connection of its own. */
    private static HttpResponse<String> send(SSLContext tls, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
