package dev.daybook.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.daybook.engine.Registry;
import dev.daybook.kernel.Rejection;
import dev.daybook.support.ApiDocument;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.web.request.Request;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The description of the API says all that the code does, and nothing else. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class ApiDescriptionTest {

    /** What is the same everywhere is said once: another operation costs what is its own. */
    private static final int MOST_BYTES_AN_OPERATION = 2_200;

    /** Nobody is asked who he is yet. */
    private static final Set<String> LATER = Set.of("unauthenticated", "forbidden");

    /** Where a code stands: behind the first argument of one of these. */
    private static final Pattern CODE =
            Pattern.compile(
                    "\\b(?:Problem\\.of|new Problem|refuse|invalid|Violation\\.inBody|Violation\\.inParameter)"
                            + "\\(\\s*(?:[\\w.]+|\"[^\"]*\"),\\s*\"([a-z-]+)\"");

    private static final Pattern FAULT =
            Pattern.compile("(?:Optional\\.of\\((?=\"[a-z-]+\"\\))|new Fault\\(\\s*)\"([a-z-]+)\"");

    @Inject Registry registry;

    @Test
    void every_route_is_described_and_no_other() {
        Set<String> declared = new TreeSet<>();
        for (Class<?> type : resources()) {
            for (Method method : type.getDeclaredMethods()) {
                verb(method)
                        .ifPresent(verb -> declared.add(verb + " " + path(type) + path(method)));
            }
        }
        Set<String> described = new TreeSet<>();
        document()
                .path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                verb ->
                                                        described.add(
                                                                verb.toUpperCase()
                                                                        + " "
                                                                        + path.getKey())));
        assertEquals(declared, described);
        assertTrue(described.contains("POST /api/accounts/{id}/deposits"), described::toString);
    }

    @Test
    void every_parameter_that_a_class_declares_is_described() {
        Set<String> declared = new TreeSet<>();
        List<AnnotatedElement> places = new ArrayList<>();
        places.addAll(Arrays.asList(Request.class.getDeclaredFields()));
        resources().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .forEach(places::add);
        for (AnnotatedElement place : places) {
            Optional.ofNullable(place.getAnnotation(HeaderParam.class))
                    .ifPresent(header -> declared.add(header.value()));
            Optional.ofNullable(place.getAnnotation(QueryParam.class))
                    .ifPresent(parameter -> declared.add(parameter.value()));
        }
        declared.removeAll(parameters());
        assertEquals(Set.of(), declared, "Not described.");
        assertTrue(parameters().containsAll(Set.of("ownerId", "Idempotency-Key", "id", "offset")));
    }

    @Test
    void every_code_in_the_source_is_described() {
        Set<String> inSource = new TreeSet<>();
        Set<String> faults = new TreeSet<>();
        sources()
                .forEach(
                        source -> {
                            CODE.matcher(source).results().forEach(it -> inSource.add(it.group(1)));
                            FAULT.matcher(source).results().forEach(it -> faults.add(it.group(1)));
                        });
        assertTrue(
                inSource.containsAll(
                        Set.of("store-unavailable", "version-mismatch", "missing", "invalid-tag")),
                inSource::toString);
        assertTrue(faults.contains("too-long"), faults::toString);
        inSource.addAll(faults);
        inSource.removeAll(LATER);
        inSource.removeAll(codes());
        assertEquals(Set.of(), inSource, "Not described.");
    }

    @Test
    void every_refusal_of_a_module_is_described() {
        Set<Rejection> declared = new HashSet<>();
        for (JavaClass type : production()) {
            if (type.isEnum() && type.isAssignableTo(Rejection.class)) {
                declared.addAll(Arrays.asList((Rejection[]) type.reflect().getEnumConstants()));
            }
        }
        assertFalse(declared.isEmpty());
        Set<Rejection> registered = new HashSet<>();
        registry.modules().forEach(module -> registered.addAll(module.aggregate().refusals()));
        assertEquals(declared, registered);
        Set<String> missing = new TreeSet<>();
        declared.forEach(refusal -> missing.add(refusal.code()));
        missing.removeAll(codes());
        assertEquals(Set.of(), missing, "Not described.");
    }

    @Test
    void each_failure_lists_its_codes() {
        for (JsonNode path : document().path("paths")) {
            for (JsonNode operation : path) {
                operation
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(
                                status -> {
                                    int failure =
                                            status.equals("default")
                                                    ? 500
                                                    : Integer.parseInt(status);
                                    assertEquals(
                                            failure < 400,
                                            ApiDocument.codes(operation, failure).isEmpty(),
                                            () -> status + " in " + operation);
                                });
            }
        }
    }

    @Test
    void operation_ids_are_unique_and_summaries_are_sentences() {
        List<String> ids = new ArrayList<>();
        for (JsonNode path : document().path("paths")) {
            for (JsonNode operation : path) {
                ids.add(operation.path("operationId").textValue());
                assertTrue(
                        operation.path("summary").textValue().matches("[A-Z].*\\."), ids::toString);
            }
        }
        assertEquals(ids.size(), new HashSet<>(ids).size(), ids::toString);
    }

    @Test
    void a_stock_parser_finds_no_fault() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        for (String format : List.of("", "?format=yaml")) {
            var parsed =
                    new OpenAPIV3Parser()
                            .readContents(
                                    RawHttp.get("/q/openapi" + format).send().body(),
                                    null,
                                    options);
            assertEquals(List.of(), parsed.getMessages());
            assertEquals("Daybook", parsed.getOpenAPI().getInfo().getTitle());
        }
    }

    /** So that it can be read, and grows with what is described only. */
    @Test
    void the_document_is_no_longer_than_it_has_to_be() {
        String document = RawHttp.get("/q/openapi").send().body();
        int bytes = document.getBytes(UTF_8).length;
        int operations = document.split("\"operationId\":", -1).length - 1;
        assertTrue(
                bytes <= operations * MOST_BYTES_AN_OPERATION,
                () -> bytes + " bytes of " + operations + " operations.");
    }

    @Test
    void to_be_described_changes_nothing() {
        String first = RawHttp.get("/q/openapi").send().body();
        assertEquals(first, RawHttp.get("/q/openapi").send().body());
        assertEquals(
                404, RawHttp.get("/api/accounts/account-1").send().status(), "It was carried out.");
    }

    private static JsonNode document() {
        return ApiDocument.parse(RawHttp.get("/q/openapi").send().body());
    }

    private static Set<String> parameters() {
        Set<String> names = new HashSet<>();
        for (JsonNode path : document().path("paths")) {
            for (JsonNode operation : path) {
                operation
                        .path("parameters")
                        .forEach(parameter -> names.add(parameter.path("name").textValue()));
            }
        }
        return names;
    }

    /** Of problems, and of the single faults in them. */
    private static Set<String> codes() {
        JsonNode components = document().path("components");
        Set<String> codes = new HashSet<>();
        components
                .path("responses")
                .forEach(
                        answer ->
                                codes.addAll(
                                        ApiDocument.quoted(answer.path("description").asText())));
        for (JsonNode code : components.path("schemas").findValues("code")) {
            codes.addAll(ApiDocument.quoted(code.path("description").asText()));
        }
        return codes;
    }

    private static Iterable<JavaClass> production() {
        return new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("dev.daybook");
    }

    private static List<Class<?>> resources() {
        List<Class<?>> resources = new ArrayList<>();
        for (JavaClass type : production()) {
            if (type.isAnnotatedWith(Path.class)) {
                resources.add(type.reflect());
            }
        }
        return resources;
    }

    private static Optional<String> verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return Optional.of(verb.value());
            }
        }
        return Optional.empty();
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : "/" + path.value().replaceAll("^/|/$", "");
    }

    private static List<String> sources() {
        try (Stream<java.nio.file.Path> files =
                Files.walk(java.nio.file.Path.of("src/main/java"))) {
            List<String> sources = new ArrayList<>();
            for (java.nio.file.Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file));
            }
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
