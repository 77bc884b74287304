package dev.daybook.web.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.daybook.engine.access.Caller;
import dev.daybook.engine.access.Scopes.Reach;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.projection.Freshness;
import dev.daybook.kernel.Metadata;
import dev.daybook.store.UuidV7;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.web.EntityTags;
import dev.daybook.web.Headers;
import dev.daybook.web.TextRules;
import dev.daybook.web.access.Permit;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemDocuments;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Violation;
import dev.daybook.web.problem.Violations;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What every endpoint takes from a request besides its body: a bean parameter. */
public class Request implements Occasion {

    private static final int LONGEST_KEY = 255;
    private static final String USER = "X-User-Id";
    private static final String PREFER = "Prefer";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Context @Nullable UriInfo uri;

    @Context @Nullable RoutingContext routing;

    @PathParam("id")
    @Nullable String id;

    private @Nullable MultiMap headers;

    /** Who sent it, where nothing but its body tells. */
    private @Nullable String sender;

    private long waitsUntil;

    /** Made for this request, and known to nobody else. */
    private @Nullable String unknownId;

    /** Answers it. */
    public <A> Uni<A> answer(Body body, Handler<A> handler) {
        headers(); // asked for here: later there is no request any more
        return handler.serve(this, body);
    }

    /** Answers it, where it has no body. */
    public <A> Uni<A> answer(Handler<A> handler) {
        return answer(Body.NONE, handler);
    }

    @Override
    public String id() {
        return part("id");
    }

    @Override
    public String part(String name) {
        String part = pathParameter(name);
        if (part == null || !TextRules.isId(part)) {
            throw invalid(name, "invalid-id", TextRules.ID);
        }
        return part;
    }

    @Override
    public long position() {
        return TextRules.position(part("position"))
                .filter(position -> position > 0)
                .orElseThrow(
                        () ->
                                invalid(
                                        "position",
                                        "out-of-range",
                                        "A position is a whole number from 1."));
    }

    @Override
    public LocalDate today() {
        return LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    }

    @Override
    public String category(Collection<String> categories) {
        String category = pathParameter("category");
        if (category == null || !categories.contains(category)) {
            throw invalid(
                    "category",
                    "unknown-value",
                    "A category is one of " + categories.stream().sorted().toList() + ".");
        }
        return category;
    }

    @Override
    public String projection(Collection<String> names) {
        String name = pathParameter("name");
        if (name == null || !names.contains(name)) {
            throw Problem.of(
                            404,
                            "no-such-projection",
                            "The projections are " + names.stream().sorted().toList() + ".")
                    .exception();
        }
        return name;
    }

    @Override
    public void sentBy(Optional<String> user) {
        if (header(USER).isEmpty() && caller().name().isEmpty()) {
            sender = user.orElse(null);
        }
    }

    /** Who sent it, as far as that is known. */
    public Optional<String> user() {
        Optional<String> named = named();
        return caller().name().or(() -> named);
    }

    @Override
    public void requireOwn(Collection<String> scopes) {
        permit().requireOwn(scopes);
    }

    /** Whom the caller names, and may. */
    private Optional<String> named() {
        Optional<String> named = text(USER).or(() -> Optional.ofNullable(sender));
        if (named.isPresent()) {
            permit().requireMayName(named.get());
        }
        return named;
    }

    /** Whose things it may concern. */
    public Reach reach() {
        return permit().reach();
    }

    /** Refuses it where it may not concern what belongs to somebody. */
    public void requireCovered(String owner) {
        permit().requireCovered(owner);
    }

    /** Who sent it, and what they may do. */
    public Caller caller() {
        return permit().caller();
    }

    /** That it may be served. */
    public Permit permit() {
        return Permit.of(requireNonNull(routing));
    }

    private HttpServerRequest http() {
        return requireNonNull(routing).request();
    }

    protected MultiMap headers() {
        if (headers == null) {
            headers = http().headers();
        }
        return headers;
    }

    protected String method() {
        return http().method().name();
    }

    /** The query as the client sent it. */
    protected @Nullable String queryText() {
        return http().query();
    }

    protected @Nullable String pathParameter(String parameter) {
        return parameter.equals("id") && id != null
                ? id
                : uri().getPathParameters().getFirst(parameter);
    }

    protected boolean bearsBody() {
        return ProblemDocuments.bearsBody(headers());
    }

    /** The id that its answer bears. */
    public String requestId() {
        return requireNonNull(requireNonNull(routing).response().headers().get(Headers.REQUEST_ID));
    }

    /** What it says in a header; the first line where there are several. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers().get(name));
    }

    /** Says that there is no body here. */
    public void refuseBody() {
        if (bearsBody()) {
            throw Problem.of(400, "unexpected-body", "This request has no body.").exception();
        }
    }

    /** The query parameters. */
    public QueryParameters parameters() {
        return new QueryParameters(this, query(), headers().get(Headers.MIN_POSITION));
    }

    /** Says that there are no query parameters here. */
    public void refuseParameters() {
        parameters().refuseFaults();
    }

    /** The position of the last event that a client of a feed has, where it says so. */
    public Optional<Long> lastEventId() {
        Optional<String> id = header("Last-Event-ID");
        Optional<Long> position = id.flatMap(TextRules::position);
        if (id.isPresent() && position.isEmpty()) {
            throw invalid(
                    "Last-Event-ID",
                    "invalid-position",
                    "An event's id is its position, such as 3.");
        }
        return position;
    }

    /** Whether the answer's head alone is wanted. */
    public boolean isHead() {
        return method().equals(HttpMethod.HEAD.name());
    }

    /** The path as the client sent it. */
    public String path() {
        return http().path();
    }

    /** All query parameters. */
    public MultivaluedMap<String, String> query() {
        return uri().getQueryParameters();
    }

    private UriInfo uri() {
        return requireNonNull(uri);
    }

    /** In which of the endpoint's media types the resource is shown. */
    public Representation representation() {
        return Representation.ofThisRequest();
    }

    /** Whether the client has the representation with this tag already, weakened or not. */
    public boolean has(String tag) {
        return headers().contains(HttpHeaders.IF_NONE_MATCH)
                && EntityTags.parse(allLines(HttpHeaders.IF_NONE_MATCH))
                        .filter(tags -> tags.haveWeakly(tag))
                        .isPresent();
    }

    /**
     * How new the rows must be that it is answered with; all that it waits for has to happen within
     * the time that the client grants to the whole.
     */
    public Freshness freshness() {
        long position = parameters().onlyMinPosition().orElse(0);
        return position == 0 ? Freshness.ANY : new Freshness(position, remainingPatience());
    }

    private Duration remainingPatience() {
        long now = System.nanoTime();
        if (waitsUntil == 0) {
            waitsUntil = now + patience().toNanos();
        }
        return Duration.ofNanos(Math.max(0, waitsUntil - now));
    }

    private Duration patience() {
        return patience(PATIENCE);
    }

    /** How long the client lets itself wait; so long where it does not say. */
    public Duration patience(Duration otherwise) {
        return header(PREFER)
                .flatMap(_ -> Preferences.patience(allLines(PREFER)))
                .orElse(otherwise);
    }

    /** A list may be spread over several lines (RFC 9110, 5.3). */
    private String allLines(String header) {
        return String.join(",", headers().getAll(header));
    }

    /**
     * An id for what this request creates: the same each time where the request is one that may be
     * repeated.
     */
    public String newId() {
        return commandId().map(Request::idOf).orElseGet(this::unknownId);
    }

    private static String idOf(CommandId command) {
        String text = command.caller() + "\n" + command.value();
        return UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).toString();
    }

    private String unknownId() {
        unknownId = UuidV7.next().toString();
        return unknownId;
    }

    /**
     * What a command takes along: who sent it, what it belongs to, whether it may be repeated, and
     * which version it expects.
     *
     * @param target the id of its stream
     */
    public CommandContext commandContext(String target, Body body) {
        Optional<CommandId> commandId = commandId();
        Metadata metadata =
                new Metadata(
                        commandId.map(CommandId::value).orElseGet(() -> UuidV7.next().toString()),
                        text("X-Correlation-Id").orElseGet(() -> UuidV7.next().toString()),
                        text("traceparent").orElse(null),
                        user().orElse(null),
                        actingFor().orElse(null));
        return new CommandContext(
                metadata,
                commandId.map(id -> new CommandKey(id, fingerprint(body))),
                precondition(),
                target.equals(unknownId));
    }

    /** The command's id, if the caller gave it one: unique for each caller. */
    private Optional<CommandId> commandId() {
        Optional<String> key = header("Idempotency-Key");
        if (key.isPresent() && !isKey(key.get())) {
            throw invalid(
                    "Idempotency-Key",
                    "invalid-key",
                    "An Idempotency-Key is 1 to 255 visible ASCII characters.");
        }
        return key.map(value -> new CommandId(named().or(caller()::name).orElse(""), value));
    }

    private static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_KEY
                && text.chars().allMatch(character -> character > ' ' && character <= '~');
    }

    private Optional<String> actingFor() {
        return caller().name().isPresent() ? named() : Optional.empty();
    }

    /** Tells a repeated request from another one with the same key. */
    private String fingerprint(Body body) {
        String query = queryText();
        String target = query == null ? path() : path() + "?" + query;
        String head = method() + " " + target + "\n";
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(head.getBytes(UTF_8));
            digest.update(body.canonical());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    /** The versions in {@code If-Match}; {@code *} is any version of what is there. */
    public Precondition precondition() {
        if (!headers().contains(HttpHeaders.IF_MATCH)) {
            return Precondition.NONE;
        }
        EntityTags tags =
                EntityTags.parse(allLines(HttpHeaders.IF_MATCH))
                        .orElseThrow(
                                () ->
                                        invalid(
                                                HttpHeaders.IF_MATCH,
                                                "invalid-tag",
                                                "If-Match is *, or ETags as they were given, such as \"3\"."));
        return tags.any() ? Precondition.EXISTS : Precondition.anyOf(tags.versions());
    }

    private Optional<String> text(String name) {
        Optional<String> value = header(name);
        value.flatMap(TextRules::faultInHeader)
                .ifPresent(
                        code -> {
                            throw invalid(
                                    name,
                                    code,
                                    "A header is 1 to "
                                            + TextRules.LONGEST
                                            + " visible ASCII characters or blanks.");
                        });
        return value;
    }

    private static ProblemException invalid(String parameter, String code, String detail) {
        Violations violations = new Violations();
        violations.add(Violation.inParameter(parameter, code, detail));
        return violations.exception();
    }
}
