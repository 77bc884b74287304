package dev.daybook.web.openapi;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.eclipse.microprofile.openapi.OASFactory.createAPIResponse;
import static org.eclipse.microprofile.openapi.OASFactory.createAPIResponses;
import static org.eclipse.microprofile.openapi.OASFactory.createContent;
import static org.eclipse.microprofile.openapi.OASFactory.createHeader;
import static org.eclipse.microprofile.openapi.OASFactory.createMediaType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.kernel.Rejection;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Tabular;
import dev.daybook.web.openapi.CommonProblem.Where;
import dev.daybook.web.openapi.Described.Written;
import dev.daybook.web.problem.ProblemDocuments;
import dev.daybook.web.problem.Refusals;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Describes what endpoints answer: each status with its headers, and with the codes of problems.
 */
final class Answers {

    /** A problem that an operation may answer. */
    private record Listed(int status, String code, List<DocumentedHeader> headers) {

        String quoted() {
            return "`" + code + "`";
        }
    }

    /** The statuses that an operation has for reasons of its own. */
    private static final List<Integer> OWN = List.of(400, 404, 409, 422);

    private static final String CSV =
            "A table (RFC 4180), names first. A text that begins as a formula has an apostrophe in front.";

    private final Components components;
    private final Shared shared;
    private final Schemas schemas;
    private final ObjectMapper json;
    private final Schema problem;

    Answers(Components components, Shared shared, Schemas schemas, ObjectMapper json) {
        this.components = components;
        this.shared = shared;
        this.schemas = schemas;
        this.json = json;
        this.problem = schemas.of(ProblemDocuments.Document.class);
    }

    APIResponses of(Described endpoint) {
        APIResponses all = createAPIResponses();
        APIResponse success = success(endpoint);
        int status = endpoint.answer().getStatus();
        all.addAPIResponse(String.valueOf(status), shared(success, endpoint, status));
        if (!endpoint.statuses().isEmpty()) {
            all.addAPIResponse("201", shared(success, endpoint, status));
        }
        if (endpoint.readsOne()) {
            APIResponse unchanged =
                    createAPIResponse()
                            .description("The client has this version already.")
                            .headers(success.getHeaders());
            all.addAPIResponse("304", shared.response(unchanged, names("unchanged", endpoint)));
        }
        SortedMap<Integer, List<Listed>> problems =
                problems(endpoint).collect(groupingBy(Listed::status, TreeMap::new, toList()));
        for (int failure : OWN) {
            Optional.ofNullable(problems.remove(failure))
                    .ifPresent(
                            listed ->
                                    all.addAPIResponse(
                                            String.valueOf(failure),
                                            problems(endpoint, failure, listed)));
        }
        return all.defaultValue(others(endpoint, problems));
    }

    /** Only what is answered to a write is answered to another one too. */
    private APIResponse shared(APIResponse success, Described endpoint, int status) {
        return endpoint.written()
                .map(
                        written ->
                                shared.response(
                                        success, names(receipt(written) + status, endpoint)))
                .orElse(success);
    }

    /** What an operation refuses as all others of its kind do. */
    private APIResponse others(Described endpoint, SortedMap<Integer, List<Listed>> problems) {
        String listed =
                problems.entrySet().stream()
                        .map(status -> status.getKey() + " " + quoted(status.getValue()))
                        .collect(joining("; ", "", "."));
        return shared.response(
                problems(listed, problems.values().stream().flatMap(List::stream)),
                names(endpoint.writes() ? "Write" : "Read", endpoint));
    }

    /** Named by its code or its status, and by whose it is. */
    private APIResponse problems(Described endpoint, int status, List<Listed> listed) {
        String name = listed.size() == 1 ? listed.getFirst().code() : String.valueOf(status);
        return shared.response(
                problems(meaning(status) + ": " + quoted(listed) + ".", listed.stream()),
                names(name, endpoint));
    }

    private static String[] names(String name, Described endpoint) {
        return new String[] {name, endpoint.tag() + name, endpoint.operationId() + name};
    }

    private APIResponse success(Described endpoint) {
        MediaType content = createMediaType().schema(schema(endpoint));
        Content contents = createContent().addMediaType(endpoint.mediaType(), content);
        APIResponse response =
                with(createAPIResponse().description("Done."), DocumentedHeader.REQUEST_ID)
                        .content(contents);
        if (endpoint.mediaTypes().contains(Tabular.CSV)) {
            contents.addMediaType(
                    Tabular.CSV,
                    createMediaType().schema(schemas.of(String.class).description(CSV)));
            with(response, DocumentedHeader.VARY);
        }
        RestResponse<?> sample = endpoint.answer();
        if (sample.getEntity() != null) {
            Object sent = asSent(sample.getEntity());
            if (endpoint.writes() || !schemas.illustrate(content.getSchema(), sent)) {
                content.example(sent);
            }
        }
        sample.getHeaders().keySet().stream()
                .flatMap(name -> DocumentedHeader.ofAnswer(name).stream())
                .forEach(header -> with(response, header));
        return response;
    }

    /** Written and read again: what is raw in it shows only then. */
    private Object asSent(Object value) {
        try {
            return json.readValue(json.writeValueAsString(value), Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A sample cannot be written.", e);
        }
    }

    private Schema schema(Described endpoint) {
        if (endpoint.isFeed()) {
            return schemas.of(String.class)
                    .description(
                            "Server-sent events: `id` is an event's position, `data` the event as JSON.");
        }
        return endpoint.written()
                .filter(_ -> endpoint.answered() == Receipt.class)
                .map(written -> schemas.receipt(receipt(written), written))
                .orElseGet(() -> schemas.of(endpoint.answered()));
    }

    /**
     * {@code BillingAccountReceipt} of the category {@code billing-account}; one of another shape
     * has another name.
     */
    private static String receipt(Written written) {
        StringBuilder name = new StringBuilder();
        for (String word : written.category().split("-")) {
            name.append(Operations.capital(word));
        }
        written.idFields().stream()
                .skip(1)
                .forEach(part -> name.append(Operations.capital(part.replaceFirst("Id$", ""))));
        return name + (written.statuses().isEmpty() ? "Receipt" : "ProgressReceipt");
    }

    private static Stream<Listed> problems(Described endpoint) {
        Stream<Listed> common =
                Arrays.stream(CommonProblem.values())
                        .filter(known -> answers(endpoint, known.where()))
                        .map(Answers::listed);
        // what is only being created is not missed
        boolean creates = endpoint.writes() && endpoint.pathParameters().isEmpty();
        Stream<Listed> own =
                endpoint.refusals().stream()
                        .filter(refusal -> !creates || refusal.kind() != Rejection.Kind.ABSENT)
                        .map(refusal -> listed(endpoint, refusal));
        return Stream.concat(own, common);
    }

    private static boolean answers(Described endpoint, Where where) {
        return switch (where) {
            case EVERYWHERE -> true;
            case CREDENTIAL -> !endpoint.isOpen();
            case CHANGE -> !endpoint.route().method().equals("GET");
            case READ -> endpoint.reads();
            case STORE -> endpoint.asks();
            case TAGGED -> endpoint.writes() || endpoint.isBatch() || endpoint.readsOne();
            case BODY -> endpoint.hasBody();
            case NO_BODY -> !endpoint.hasBody();
            case WRITE -> endpoint.writes() || endpoint.isBatch();
            case BATCH -> endpoint.isBatch();
            case PAST -> endpoint.asksFor("asOf");
            case STREAM ->
                    endpoint.pathParameters().contains("category")
                            && !endpoint.pathParameters().contains("name");
            case PROJECTION -> endpoint.pathParameters().contains("name");
            case REBUILD -> endpoint.path().endsWith("/rebuild");
            case RESEND -> endpoint.path().endsWith("/resend");
            case PARKED -> endpoint.pathParameters().containsAll(List.of("name", "category"));
            case LOG ->
                    endpoint.isFeed()
                            || endpoint.asksFor("after") && endpoint.pathParameters().isEmpty();
            case NOWHERE -> false;
        };
    }

    private static Listed listed(CommonProblem known) {
        List<DocumentedHeader> headers =
                switch (known) {
                    case VERSION_MISMATCH -> List.of(DocumentedHeader.ETAG);
                    case UNAUTHENTICATED, FORBIDDEN -> List.of(DocumentedHeader.WWW_AUTHENTICATE);
                    case QUOTA_EXCEEDED ->
                            List.of(
                                    DocumentedHeader.RETRY_AFTER,
                                    DocumentedHeader.RATE_LIMIT,
                                    DocumentedHeader.RATE_LIMIT_POLICY);
                    case CONCURRENT_MODIFICATION,
                            IDEMPOTENCY_KEY_IN_FLIGHT,
                            ISSUER_UNAVAILABLE,
                            OVERLOADED,
                            SHUTTING_DOWN,
                            STORE_UNAVAILABLE ->
                            List.of(DocumentedHeader.RETRY_AFTER);
                    case PROJECTION_BEHIND ->
                            List.of(
                                    DocumentedHeader.RETRY_AFTER,
                                    DocumentedHeader.PROJECTION_POSITION);
                    default -> List.of();
                };
        return new Listed(known.status(), known.code(), headers);
    }

    private static Listed listed(Described endpoint, Rejection refusal) {
        boolean stored = endpoint.writes() && refusal.kind() != Rejection.Kind.ABSENT;
        return new Listed(
                Refusals.status(refusal.kind()),
                refusal.code(),
                stored ? List.of(DocumentedHeader.IDEMPOTENT_REPLAYED) : List.of());
    }

    private static String meaning(int status) {
        return switch (status) {
            case 400 -> "The request does not fit";
            case 404 -> "It is not there";
            case 409 -> "Not in this state";
            case 422 -> "A rule forbids it";
            default -> throw new IllegalStateException("It is not said what " + status + " is.");
        };
    }

    private APIResponse problems(String description, Stream<Listed> problems) {
        APIResponse response =
                with(createAPIResponse(), DocumentedHeader.REQUEST_ID)
                        .description(description)
                        .content(
                                createContent()
                                        .addMediaType(
                                                ProblemDocuments.MEDIA_TYPE,
                                                createMediaType().schema(problem)));
        problems.flatMap(listed -> listed.headers().stream())
                .forEach(header -> with(response, header));
        return response;
    }

    private static String quoted(List<Listed> problems) {
        return problems.stream().map(Listed::quoted).collect(joining(", "));
    }

    private APIResponse with(APIResponse response, DocumentedHeader header) {
        components.addHeader(
                header.title(),
                createHeader().description(header.meaning()).schema(Operations.value(header)));
        return response.addHeader(
                header.title(), createHeader().ref("#/components/headers/" + header.title()));
    }
}
