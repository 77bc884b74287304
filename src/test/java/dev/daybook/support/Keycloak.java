package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A Keycloak of its own, out of its distribution, with what is made there by its own API. */
public final class Keycloak implements AutoCloseable {

    /** That of the client and of the administrator: nobody else reaches it. */
    private static final String SECRET = "secret-of-a-test";

    private static final String CLIENT = "program";
    private static final String USER = "olga";
    private static final String LISTENING = "Listening on: ";

    /** Only there to end a broken test. */
    private static final long MINUTES = 5;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path home;
    private final int port;
    private Process process;

    private Keycloak(Path home, int port) {
        this.home = home;
        this.port = port;
        this.process = start();
    }

    /** Unpacks it into a folder, starts it there on a free port, and waits until it answers. */
    public static Keycloak start(Path folder) throws IOException {
        Path home = unpack(Path.of(System.getProperty("keycloak.zip")), folder);
        return new Keycloak(home, Service.freePort()).answering();
    }

    private static Path unpack(Path zip, Path folder) throws IOException {
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry();
                    entry != null;
                    entry = entries.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target);
                }
            }
        }
        try (var all = Files.list(folder)) {
            return all.filter(each -> each.getFileName().toString().startsWith("keycloak-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Process start() {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "bash",
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--http-management-port=" + Service.freePort());
        builder.environment()
                .putAll(
                        Map.of(
                                "JAVA_HOME",
                                System.getProperty("java.home"),
                                "JAVA_OPTS_APPEND",
                                "-XX:TieredStopAtLevel=1",
                                "KC_BOOTSTRAP_ADMIN_USERNAME",
                                "admin",
                                "KC_BOOTSTRAP_ADMIN_PASSWORD",
                                SECRET));
        try {
            return builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns once it has said that it listens. */
    private Keycloak answering() {
        CompletableFuture<String> listens = new CompletableFuture<>();
        Process started = process;
        Thread.ofVirtual().start(() -> follow(started, listens));
        try {
            String said = listens.orTimeout(MINUTES, TimeUnit.MINUTES).join();
            assertTrue(said.contains(LISTENING), said);
            return this;
        } catch (CompletionException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Reads what it says to its end, so that it never waits for a reader. */
    private static void follow(Process started, CompletableFuture<String> listens) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = started.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.contains(LISTENING)) {
                    listens.complete(said.toString());
                }
            }
            listens.complete(said.toString());
        } catch (IOException e) {
            listens.complete(said + e.toString());
        }
    }

    /** Starts it again, with what was made before. */
    public void restart() {
        process = start();
        answering();
    }

    public String issuer(String realm) {
        return uri("/realms/" + realm).toString();
    }

    /**
     * Makes a realm with one client, whose tokens bear these scopes and audience.
     *
     * @param seconds for which a token holds
     */
    public void makeRealm(String realm, String audience, int seconds, List<String> scopes) {
        admin(
                "POST",
                "/admin/realms",
                Map.of("realm", realm, "enabled", true, "accessTokenLifespan", seconds));
        scopes.forEach(
                scope ->
                        admin(
                                "POST",
                                "/admin/realms/" + realm + "/client-scopes",
                                Map.of(
                                        "name",
                                        scope,
                                        "protocol",
                                        "openid-connect",
                                        "attributes",
                                        Map.of("include.in.token.scope", "true"))));
        admin(
                "POST",
                "/admin/realms/" + realm + "/clients",
                Map.of(
                        "clientId",
                        CLIENT,
                        "secret",
                        SECRET,
                        "serviceAccountsEnabled",
                        true,
                        "standardFlowEnabled",
                        false,
                        "defaultClientScopes",
                        List.of("basic"),
                        "optionalClientScopes",
                        scopes,
                        "protocolMappers",
                        List.of(audienceMapper(audience))));
    }

    /**
     * Makes a program of a browser known, and somebody who logs in with it; all that they may do is
     * in each of their tokens.
     *
     * @param site at which the program is
     * @return the name and the password
     */
    public String makeUser(String realm, String client, String site, List<String> scopes) {
        admin(
                "POST",
                "/admin/realms/" + realm + "/clients",
                Map.of(
                        "clientId", client,
                        "publicClient", true,
                        "redirectUris", List.of(site + "/console/"),
                        "webOrigins", List.of(site),
                        "attributes", Map.of("pkce.code.challenge.method", "S256"),
                        "defaultClientScopes",
                                Stream.concat(Stream.of("basic"), scopes.stream()).toList(),
                        "protocolMappers", List.of(audienceMapper("daybook"))));
        admin(
                "POST",
                "/admin/realms/" + realm + "/users",
                Map.of(
                        "username",
                        USER,
                        "enabled",
                        true,
                        "email",
                        "olga@example.com",
                        "emailVerified",
                        true,
                        "firstName",
                        "Olga",
                        "lastName",
                        "Operator",
                        "credentials",
                        List.of(Map.of("type", "password", "value", SECRET, "temporary", false))));
        return USER + "," + SECRET;
    }

    private static Map<String, Object> audienceMapper(String audience) {
        return Map.of(
                "name", "audience",
                "protocol", "openid-connect",
                "protocolMapper", "oidc-audience-mapper",
                "config",
                        Map.of("included.custom.audience", audience, "access.token.claim", "true"));
    }

    /** A token of the realm's client with these scopes. */
    public String token(String realm, String... scopes) {
        return token(
                realm,
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        CLIENT,
                        "client_secret",
                        SECRET,
                        "scope",
                        String.join(" ", scopes)));
    }

    private String token(String realm, Map<String, String> form) {
        String body =
                form.entrySet().stream()
                        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&"));
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(
                                        uri(
                                                "/realms/%s/protocol/openid-connect/token"
                                                        .formatted(realm)))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(body)));
        return json(answer.body()).path("access_token").asText();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** That of the realm's active RSA key, in PEM. */
    public String publicKey(String realm) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/realms/" + realm)).GET());
        return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(json(answer.body()).path("public_key").asText());
    }

    /** New tokens are signed with another key from now on; the old one is still published. */
    public void addKey(String realm) {
        String realmId = json(admin("GET", "/admin/realms/" + realm, Map.of())).path("id").asText();
        admin(
                "POST",
                "/admin/realms/" + realm + "/components",
                Map.of(
                        "name", "newer",
                        "providerId", "rsa-generated",
                        "providerType", "org.keycloak.keys.KeyProvider",
                        "parentId", realmId,
                        "config", Map.of("priority", List.of("1000"))));
    }

    /** The keys with which it signed at first are gone. */
    public void removeFirstKeys(String realm) {
        String components = "/admin/realms/" + realm + "/components";
        for (JsonNode each :
                json(admin("GET", components + "?type=org.keycloak.keys.KeyProvider", Map.of()))) {
            if (each.path("name").asText().equals("rsa-generated")) {
                admin("DELETE", components + "/" + each.path("id").asText(), Map.of());
            }
        }
    }

    private String admin(String method, String path, Map<String, Object> body) {
        String token =
                token(
                        "master",
                        Map.of(
                                "grant_type", "password",
                                "client_id", "admin-cli",
                                "username", "admin",
                                "password", SECRET));
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(uri(path))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(text(body))));
        if (answer.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + ": " + answer.body());
        }
        return answer.body();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, and what it started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
