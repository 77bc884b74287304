package dev.daybook.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.daybook.engine.CommandContext;
import dev.daybook.engine.Ids;
import dev.daybook.kernel.Metadata;
import dev.daybook.store.CommandId;
import dev.daybook.store.CommandKey;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every endpoint takes from a request besides its body: a bean parameter. */
public final class Request {

    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
    private static final Pattern STRONG_TAG = Pattern.compile("\"(\\d{1,18})\"");

    @Context @Nullable UriInfo uri;

    @Context @Nullable HttpServerRequest http;

    @PathParam("id")
    @Nullable String id;

    @HeaderParam("X-Correlation-Id")
    @Nullable String correlationId;

    @HeaderParam("traceparent")
    @Nullable String traceParent;

    @HeaderParam("X-User-Id")
    @Nullable String userId;

    @HeaderParam("Idempotency-Key")
    @Nullable String idempotencyKey;

    @HeaderParam(HttpHeaders.IF_MATCH)
    @Nullable String ifMatch;

    @HeaderParam(HttpHeaders.IF_NONE_MATCH)
    @Nullable String ifNoneMatch;

    /** Present while there is no request, and the endpoint is only asked what it would do. */
    @Nullable Sketch sketch;

    /** None, for an endpoint that is asked what it would do. */
    static Request sketched(Sketch sketch) {
        Request request = new Request();
        request.sketch = sketch;
        request.id = sketch.id();
        return request;
    }

    /** The id in the path. */
    public String id() {
        if (id == null || !Texts.isId(id)) {
            throw invalid("id", "invalid-id", "An id is 1 to 64 of A-Z a-z 0-9 . _ : -");
        }
        return id;
    }

    /** The query parameters. */
    public Parameters parameters() {
        return new Parameters(query(), sketch);
    }

    /** Says that there are no query parameters here. */
    public void refuseParameters() {
        parameters().as(_ -> true);
    }

    /** The path as the client sent it. */
    String path() {
        return sketch == null ? uri().getRequestUri().getRawPath() : sketch.path();
    }

    /** All query parameters. */
    MultivaluedMap<String, String> query() {
        return sketch == null ? uri().getQueryParameters() : new MultivaluedHashMap<>();
    }

    private UriInfo uri() {
        return requireNonNull(uri);
    }

    /** Whether the client has the representation with this tag already, weakened or not. */
    boolean has(String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(known -> known.equals("*") || known.endsWith(tag));
    }

    /**
     * An id for what this request creates: the same each time where the request is one that may be
     * repeated.
     */
    String newId() {
        if (sketch != null) {
            return sketch.id();
        }
        return commandId()
                .map(
                        id ->
                                UUID.nameUUIDFromBytes(
                                        (id.caller() + "\n" + id.value()).getBytes(UTF_8)))
                .orElseGet(Ids::next)
                .toString();
    }

    /**
     * What a command takes along: who sent it, what it belongs to, whether it may be repeated, and
     * which version it expects.
     */
    CommandContext commandContext(Body body) {
        refuseParameters();
        Optional<CommandId> commandId = commandId();
        Metadata metadata =
                new Metadata(
                        commandId.map(CommandId::value).orElseGet(() -> Ids.next().toString()),
                        text("X-Correlation-Id", correlationId)
                                .orElseGet(() -> Ids.next().toString()),
                        text("traceparent", traceParent).orElse(null),
                        text("X-User-Id", userId).orElse(null));
        return new CommandContext(
                metadata, commandId.map(id -> new CommandKey(id, fingerprint(body))), ifMatch());
    }

    /** The command's id, if the caller gave it one: unique for each caller. */
    private Optional<CommandId> commandId() {
        Optional<String> key = Optional.ofNullable(idempotencyKey);
        if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
            throw invalid(
                    "Idempotency-Key",
                    "invalid-key",
                    "An Idempotency-Key is 1 to 255 visible ASCII characters.");
        }
        return key.map(value -> new CommandId(Objects.requireNonNullElse(userId, ""), value));
    }

    /** Tells a repeated request from another one with the same key. */
    private String fingerprint(Body body) {
        String request = requireNonNull(http).method() + " " + path() + "\n" + body.canonical();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(request.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    /** The version of {@code If-Match}; {@code *} asks for any. */
    private OptionalLong ifMatch() {
        Optional<String> tag = Optional.ofNullable(ifMatch).filter(value -> !value.equals("*"));
        if (tag.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher matcher = STRONG_TAG.matcher(tag.get());
        if (!matcher.matches()) {
            throw invalid(
                    HttpHeaders.IF_MATCH,
                    "invalid-tag",
                    "If-Match is an ETag as it was given, such as \"3\".");
        }
        return OptionalLong.of(Long.parseLong(matcher.group(1)));
    }

    private static Optional<String> text(String name, @Nullable String header) {
        Optional<String> value = Optional.ofNullable(header);
        value.flatMap(Texts::fault)
                .ifPresent(
                        code -> {
                            throw invalid(
                                    name,
                                    code,
                                    "A header is 1 to "
                                            + Texts.LONGEST
                                            + " characters, without control characters.");
                        });
        return value;
    }

    private static ProblemException invalid(String parameter, String code, String detail) {
        Violations violations = new Violations();
        violations.add(Violation.inParameter(parameter, code, detail));
        return violations.exception();
    }
}
