package dev.daybook.web;

import static dev.daybook.support.RawHttp.get;
import static dev.daybook.support.RawHttp.post;
import static dev.daybook.support.RawHttp.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.ApiDocument;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the service answers is what its description says, by the judgement of a stock validator. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class DescribedAnswersTest {

    private static final String ACCOUNTS = "/api/accounts";
    private static final String ACCOUNT = ACCOUNTS + "/described-1";
    private static final String OPEN =
            """
            {"accountId":"described-1","ownerId":"described","currency":"USD"}""";
    private static final String DEPOSIT =
            """
            {"amount":1000,"currency":"USD","transactionId":"txn-1"}""";
    private static final String REASON =
            """
            {"reason":"a reason"}""";

    private static final ObjectMapper JSON = new ObjectMapper();

    private String document;
    private OpenApiInteractionValidator validator;

    @BeforeEach
    void the_document_is_read() {
        document = get("/q/openapi").send().body();
        validator = OpenApiInteractionValidator.createForInlineApiSpecification(document).build();
    }

    @Test
    void every_status_that_callers_can_cause_is_answered_as_described() {
        Request open = post(ACCOUNTS, OPEN);
        Request deposit = post(ACCOUNT + "/deposits", DEPOSIT).with("Idempotency-Key: described");
        answered(open, 201);
        answered(deposit, 200);
        answered(deposit, 200);
        answered(open, 409);
        answered(post(ACCOUNT + "/deposits", DEPOSIT).with("If-Match: \"1\""), 412);
        answered(
                post(ACCOUNT + "/deposits", DEPOSIT.replace("1000", "7"))
                        .with("Idempotency-Key: described"),
                422);
        answered(post(ACCOUNT + "/withdrawals", DEPOSIT.replace("1000", "5000")), 422);
        answered(post(ACCOUNT + "/withdrawals", DEPOSIT.replace("1000", "300")), 200);
        answered(post(ACCOUNTS + "/nobody/deposits", DEPOSIT), 404);
        answered(post(ACCOUNT + "/close", REASON), 422);
        answered(post(ACCOUNT + "/freeze", REASON), 200);
        answered(post(ACCOUNT + "/deposits", DEPOSIT), 409);
        answered(post(ACCOUNT + "/unfreeze", REASON), 200);
        answered(post(ACCOUNTS, OPEN).with("Accept: text/csv"), 406);

        refused(post(ACCOUNTS, "{"), 400);
        refused(post(ACCOUNTS, "{\"currency\":\"usd\",\"colour\":1}"), 400);
        refused(
                new Request(
                        "POST",
                        ACCOUNTS,
                        List.of("Content-Type: text/plain", "Content-Length: 2"),
                        new byte[] {'{', '}'}),
                415);
        refused(post(ACCOUNTS, "{\"ownerId\":\"" + "a".repeat(1 << 20) + "\"}"), 413);

        Wait.until("all is projected", () -> get(ACCOUNT).send().body().contains("\"version\":5"));
        answered(get(ACCOUNT), 200);
        answered(get(ACCOUNT).with("If-None-Match: \"5\""), 304);
        answered(get(ACCOUNT + "/balance"), 200);
        answered(get(ACCOUNTS + "?ownerId=described&limit=1"), 200);
        answered(get(ACCOUNT + "/history?limit=2"), 200);
        answered(get(ACCOUNTS + "/nobody"), 404);
        answered(get(ACCOUNT).with("Accept: text/html"), 406);
        answered(get("/health"), 200);
        refused(get(ACCOUNTS + "?ownerId=described&limit=0&colour=red"), 400);
    }

    @Test
    void leases_and_what_is_told_of_them_are_answered_as_described() {
        String lease =
                """
                {"leaseId":"described-1","tenantId":"described","propertyId":"described","unitId":"a",
                 "startDate":"2026-01-01","endDate":"2125-01-01","monthlyRent":100,"currency":"USD"}""";
        String path = "/api/leases/described-1";
        answered(
                post(
                        "/api/properties",
                        """
                        {"propertyId":"described","managerId":"described","units":[{"unitId":"a","monthlyRent":5,"currency":"USD"},
                         {"unitId":"b"}],"address":{"street":"s","city":"c","postalCode":"p","country":"DE"}}"""),
                201);
        answered(post("/api/leases", lease), 201);
        answered(post("/api/leases", lease.replace("described-1", "described-2")), 409);
        answered(post("/api/leases", lease.replace("\"a\"", "\"c\"").replace("d-1", "d-3")), 422);
        answered(
                post("/api/leases", lease.replace("\"a\"", "\"b\"").replace("d-1", "d-4"))
                        .with("Prefer: wait=0"),
                202);
        answered(
                post(
                        path + "/payments",
                        """
                        {"amount":250,"currency":"USD","paymentDate":"2026-01-01","paymentMethod":"card"}"""),
                200);
        answered(
                post(
                        path + "/maintenance-requests",
                        "{\"requestId\":\"r1\",\"description\":\"tap\"}"),
                200);
        answered(post(path + "/maintenance-requests/r1/complete", "{\"satisfaction\":5}"), 200);
        answered(post(path + "/maintenance-requests", "{\"description\":\"door\"}"), 200);
        answered(post(path + "/notices", "{\"text\":\"hello\"}"), 200);
        answered(request("POST", path + "/terminate"), 200);
        Wait.until("all is projected", () -> get(path).send().body().contains("TERMINATED"));
        answered(get(path), 200);
        answered(get(path + "/entries?type=PAYMENT"), 200);
        answered(get(path + "/maintenance-requests"), 200);
        answered(get("/api/leases/described-2"), 200);
        answered(get("/api/leases?tenantId=described"), 200);
        answered(get("/api/properties/described"), 200);
        answered(get("/api/properties?available=true&minRent=1"), 200);
        answered(get("/api/tenants/described/dashboard"), 200);
        answered(
                get("/api/property-managers/described/analytics?from=2026-01-01&to=2030-01-01"),
                200);
    }

    @Test
    void the_examples_fit_their_schemas() {
        json().path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                operation ->
                                                        examplesFit(
                                                                path.getKey(),
                                                                operation.getKey(),
                                                                operation.getValue())));
    }

    /** The path with a value for each of its parameters: the first of those that there are. */
    private static String filled(String path, JsonNode operation) {
        String filled = path;
        for (JsonNode parameter : operation.path("parameters")) {
            String value = parameter.path("schema").path("enum").path(0).asText("account-1");
            filled = filled.replace("{" + parameter.path("name").asText() + "}", value);
        }
        return filled;
    }

    private void examplesFit(String path, String verb, JsonNode operation) {
        Method method = Method.valueOf(verb.toUpperCase(Locale.ROOT));
        JsonNode body = operation.path("requestBody").path("content").path("application/json");
        if (!body.isMissingNode()) {
            assertFits(
                    validator.validateRequest(
                            new SimpleRequest.Builder(method, filled(path, operation))
                                    .withContentType("application/json")
                                    .withBody(body.path("example").toString())
                                    .build()));
        }
        operation
                .path("responses")
                .properties()
                .forEach(
                        answer ->
                                answer.getValue()
                                        .path("content")
                                        .properties()
                                        .forEach(
                                                content ->
                                                        examples(content.getValue())
                                                                .forEach(
                                                                        example ->
                                                                                fits(
                                                                                        path,
                                                                                        method,
                                                                                        answer
                                                                                                .getKey(),
                                                                                        content
                                                                                                .getKey(),
                                                                                        example))));
    }

    private void fits(
            String path, Method method, String status, String mediaType, JsonNode example) {
        assertFits(
                validator.validateResponse(
                        path.replace("{id}", "account-1"),
                        method,
                        SimpleResponse.Builder.status(
                                        status.equals("default")
                                                ? example.path("status").asInt()
                                                : Integer.parseInt(status))
                                .withContentType(mediaType)
                                .withBody(example.toString())
                                .build()));
    }

    private List<JsonNode> examples(JsonNode content) {
        List<JsonNode> examples = new ArrayList<>();
        if (content.has("example")) {
            examples.add(content.path("example"));
        }
        if (examples.isEmpty()) {
            JsonNode shown = ApiDocument.example(json(), content.path("schema"));
            if (!shown.isMissingNode()) {
                examples.add(shown);
            }
        }
        return examples;
    }

    /** The request is as described too. */
    private void answered(Request request, int status) {
        SimpleRequest.Builder asked =
                new SimpleRequest.Builder(request.method(), request.path().split("\\?")[0]);
        for (String pair : request.path().replaceFirst("[^?]*\\??", "").split("&")) {
            if (!pair.isEmpty()) {
                asked.withQueryParam(pair.split("=")[0], pair.split("=")[1]);
            }
        }
        request.headers()
                .forEach(header -> asked.withHeader(header.split(": ")[0], header.split(": ")[1]));
        if (request.body().length > 0) {
            asked.withBody(request.body());
        }
        if (status != 406) {
            assertFits(validator.validateRequest(asked.build()));
        }
        refused(request, status);
    }

    private void refused(Request request, int status) {
        Answer answer = request.send();
        assertEquals(status, answer.status(), answer::toString);
        String path = request.path().split("\\?")[0];
        SimpleResponse.Builder response = SimpleResponse.Builder.status(status);
        answer.headers()
                .forEach(
                        header ->
                                response.withHeader(
                                        header.split(": ", 2)[0], header.split(": ", 2)[1]));
        if (!answer.body().isEmpty()) {
            response.withBody(answer.body());
        }
        Method method = Method.valueOf(request.method());
        assertFits(validator.validateResponse(path, method, response.build()));
        assertCodeAndHeadersAreListed(request, path, answer);
    }

    /** The validator lets pass what is not described at all. */
    private void assertCodeAndHeadersAreListed(Request request, String path, Answer answer) {
        JsonNode operation =
                json().path("paths")
                        .path(
                                path.replaceFirst("^/api/([^/]+)/[^/]+", "/api/$1/{id}")
                                        .replaceFirst("-requests/[^/]+", "-requests/{requestId}"))
                        .path(request.method().toLowerCase(Locale.ROOT));
        JsonNode described = ApiDocument.answer(operation, answer.status());
        assertTrue(described.isObject(), answer::toString);
        if (answer.header("Content-Type").orElse("").equals("application/problem+json")) {
            Set<String> codes = ApiDocument.codes(operation, answer.status());
            String code = parse(answer.body()).path("code").textValue();
            assertTrue(codes.contains(code), () -> codes + " without that of " + answer);
        } else {
            assertTrue(operation.path("responses").has(answer.status() + ""), answer::toString);
        }
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        answer.headers().forEach(header -> headers.add(header.split(":")[0]));
        // no set of them: to remove one asks it, and it distinguishes case
        List.of(
                        "Content-Type",
                        "X-Content-Type-Options",
                        "Cache-Control",
                        "Content-Length",
                        "Connection")
                .forEach(headers::remove);
        described.path("headers").fieldNames().forEachRemaining(headers::remove);
        assertEquals(Set.of(), headers, "Not described: " + answer);
    }

    private static void assertFits(ValidationReport report) {
        assertEquals(List.of(), report.getMessages());
    }

    private JsonNode json() {
        return ApiDocument.parse(document);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
