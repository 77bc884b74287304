package dev.daybook.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.console.ConsoleSettings.Shown;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serves the console's files, open to everybody: they show nothing that the API does not tell. */
@Singleton
final class ConsoleFiles {

    private static final String ROOT = "/console/";
    private static final int BEFORE_THE_FRAMEWORKS = -1;

    private static final List<String> NAMES =
            List.of(
                    "index.html",
                    "console.css",
                    "lit-html.js",
                    "lit-html.LICENSE",
                    "main.js",
                    "api.js",
                    "format.js",
                    "widgets.js",
                    "overview.js",
                    "log.js",
                    "stream.js",
                    "projections.js",
                    "processes.js",
                    "integrity.js",
                    "access.js",
                    "login.js");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html;charset=UTF-8",
                    "css", "text/css;charset=UTF-8",
                    "js", "text/javascript;charset=UTF-8",
                    "json", "application/json;charset=UTF-8",
                    "LICENSE", "text/plain;charset=UTF-8");

    /** Scripts and styles of its own, no inline one, no markup but that of its templates. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'%s; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types lit-html";

    private record File(Buffer content, String type, String tag) {

        static File of(String name, byte[] content) {
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            return new File(Buffer.buffer(content), type, tag(content));
        }

        private static String tag(byte[] content) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
                return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java has SHA-256.", e);
            }
        }
    }

    private final boolean isOn;
    private final String policy;
    private final Map<String, File> files = new HashMap<>();

    ConsoleFiles(ConsoleSettings settings, ObjectMapper json) {
        this.isOn = settings.isOn();
        this.policy = POLICY.formatted(settings.issuerOrigin().map(" "::concat).orElse(""));
        NAMES.forEach(name -> files.put(ROOT + name, File.of(name, read(name))));
        files.put(ROOT, files.get(ROOT + "index.html"));
        files.put(
                ROOT + "settings.json", File.of("settings.json", written(settings.shown(), json)));
    }

    /** Each route is compared with every request: there are two. */
    void register(@Observes Router router) {
        if (isOn) {
            get(router, "/console/*").handler(this::answer);
            get(router, "/").handler(ConsoleFiles::lead);
        }
    }

    private static Route get(Router router, String path) {
        return router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .order(BEFORE_THE_FRAMEWORKS);
    }

    private static void lead(RoutingContext http) {
        if (isForBrowser(http.request().getHeader(HttpHeaders.ACCEPT))) {
            redirect(http);
        } else {
            http.next();
        }
    }

    private static boolean isForBrowser(@Nullable String accepted) {
        return Optional.ofNullable(accepted)
                .filter(types -> types.contains("text/html"))
                .isPresent();
    }

    private static void redirect(RoutingContext http) {
        http.response().setStatusCode(302).putHeader(HttpHeaders.LOCATION, ROOT).end();
    }

    private void answer(RoutingContext http) {
        String path = http.normalizedPath();
        File file = files.get(path);
        if (file != null) {
            answer(http, file);
        } else if (path.equals("/console")) {
            redirect(http);
        } else {
            http.next();
        }
    }

    private void answer(RoutingContext http, File file) {
        HttpServerResponse answer =
                http.response()
                        .putHeader(HttpHeaders.ETAG, file.tag())
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                        .putHeader("Content-Security-Policy", policy)
                        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                        .putHeader("Referrer-Policy", "no-referrer");
        if (file.tag().equals(http.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            answer.setStatusCode(304).end();
        } else {
            answer.putHeader(HttpHeaders.CONTENT_TYPE, file.type()).end(file.content());
        }
    }

    private static byte[] written(Shown shown, ObjectMapper json) {
        try {
            return json.writeValueAsBytes(shown);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The console's settings cannot be written.", e);
        }
    }

    private static byte[] read(String name) {
        try (InputStream file = ConsoleFiles.class.getResourceAsStream("/console/" + name)) {
            if (file == null) {
                throw new IllegalStateException("The console's " + name + " is missing.");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The console's " + name + " cannot be read.", e);
        }
    }
}
