package dev.daybook.web;

import dev.daybook.engine.CommandContext;
import dev.daybook.engine.Ids;
import dev.daybook.kernel.Metadata;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every endpoint takes from a request besides its body: a bean parameter. */
public final class Request {

    private static final Pattern STRONG_TAG = Pattern.compile("\"(\\d{1,18})\"");

    @Context @Nullable UriInfo uri;

    @HeaderParam("X-Correlation-Id")
    @Nullable String correlationId;

    @HeaderParam("traceparent")
    @Nullable String traceParent;

    @HeaderParam("X-User-Id")
    @Nullable String userId;

    @HeaderParam(HttpHeaders.IF_MATCH)
    @Nullable String ifMatch;

    @HeaderParam(HttpHeaders.IF_NONE_MATCH)
    @Nullable String ifNoneMatch;

    /** The id in the path. */
    public String id() {
        String id = uri().getPathParameters().getFirst("id");
        if (id == null || !Texts.isId(id)) {
            throw invalid("id", "invalid-id", "An id is 1 to 64 of A-Z a-z 0-9 . _ : -");
        }
        return id;
    }

    /** The query parameters. */
    public Parameters parameters() {
        return new Parameters(uri().getQueryParameters());
    }

    /** Says that there are no query parameters here. */
    public void refuseParameters() {
        parameters().as(_ -> true);
    }

    /** The path as the client sent it. */
    String path() {
        return uri().getRequestUri().getRawPath();
    }

    UriInfo uri() {
        return Objects.requireNonNull(uri);
    }

    /** Whether the client has the representation with this tag already, weakened or not. */
    boolean has(String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(known -> known.equals("*") || known.endsWith(tag));
    }

    /**
     * What a command takes along: who sent it, what it belongs to, and which version it expects.
     */
    CommandContext commandContext() {
        refuseParameters();
        Metadata metadata =
                new Metadata(
                        Ids.next().toString(),
                        text("X-Correlation-Id", correlationId)
                                .orElseGet(() -> Ids.next().toString()),
                        text("traceparent", traceParent).orElse(null),
                        text("X-User-Id", userId).orElse(null));
        return new CommandContext(metadata, Optional.empty(), ifMatch());
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
