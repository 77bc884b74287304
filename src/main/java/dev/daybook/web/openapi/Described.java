package dev.daybook.web.openapi;

import dev.daybook.engine.command.Outcome;
import dev.daybook.kernel.Rejection;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.web.access.EndpointScopes;
import dev.daybook.web.access.Routes;
import dev.daybook.web.answer.Description;
import dev.daybook.web.answer.Endpoints;
import dev.daybook.web.answer.Page.Place;
import dev.daybook.web.openapi.NotedValues.NotedFields;
import dev.daybook.web.openapi.NotedValues.NotedParameters;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.BodyReader;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Occasion;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import dev.daybook.web.request.Shape;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jspecify.annotations.Nullable;

/** A route together with what its endpoint says of itself. */
final class Described implements Description {

    private static final Set<String> WRAPPERS =
            Set.of("Uni", "Multi", "RestResponse", "CompletionStage");
    private static final Pattern IN_BRACES = Pattern.compile("\\{(\\w+)[^}]*}");
    private static final long POSITION = 90_211;

    private final Routes.Route route;
    private final NotedOccasion occasion;
    private final NotedFields fields;
    private final NotedParameters parameters;
    private final Set<Rejection> refusals = new LinkedHashSet<>();
    private boolean reads;
    private @Nullable Written written;
    private final RestResponse<?> answer;

    /**
     * What a write answers about.
     *
     * @param statuses where there are any, the answer may come before the end
     */
    record Written(String category, List<String> idFields, List<String> statuses) {}

    /** Calls the resource's method; one that takes no request says nothing of itself. */
    Described(Routes.Route route) {
        this.route = route;
        this.occasion = new NotedOccasion(route.path(), Shape.idOf(tag()));
        this.fields = new NotedFields(occasion);
        this.parameters = new NotedParameters(occasion);
        this.answer = asks() ? Endpoints.of(route.endpoint()).describe(this) : RestResponse.ok();
    }

    @Override
    public <Q> Q path(Function<? super Occasion, Q> reader) {
        return reader.apply(occasion);
    }

    @Override
    public <Q> Q body(Function<? super Fields, Q> reader) {
        return reader.apply(fields);
    }

    @Override
    public <Q> Q parameters(Function<? super Parameters, Q> reader) {
        return reader.apply(parameters);
    }

    @Override
    public void refusals(Collection<? extends Rejection> more) {
        refusals.addAll(more);
    }

    /** Sent again: then the answer bears every header that it may have. */
    @Override
    public Outcome.Accepted writes(String category, List<String> ids, List<String> statuses) {
        written = new Written(category, ids, statuses);
        return new Outcome.Accepted(Samples.VERSION, POSITION, true);
    }

    @Override
    public <R> Read<List<R>> rows(Class<R> type, int count) {
        reads = true;
        return new Read<>(samples(type, count), POSITION);
    }

    @Override
    public <R> List<R> samples(Class<R> type, int count) {
        return Stream.generate(() -> Samples.of(type)).limit(count).toList();
    }

    @Override
    public LogPage log(int count) {
        List<StoredEvent> events =
                LongStream.rangeClosed(1, count)
                        .mapToObj(number -> Samples.event(POSITION + number, number))
                        .toList();
        return new LogPage(events, POSITION + count);
    }

    @Override
    public NotedOccasion occasion() {
        return occasion;
    }

    @Override
    public Place place() {
        return new Place(occasion.path(), Map.of());
    }

    Routes.Route route() {
        return route;
    }

    List<Asked> fields() {
        return fields.asked();
    }

    List<Asked> parameters() {
        return parameters.asked();
    }

    Set<Rejection> refusals() {
        return refusals;
    }

    Optional<Written> written() {
        return Optional.ofNullable(written);
    }

    /** A sample. */
    RestResponse<?> answer() {
        return answer;
    }

    private static boolean takes(RuntimeResource resource, Class<?> type) {
        return Arrays.asList(resource.getParameterTypes()).contains(type);
    }

    /** The resource's name: {@code Account} of {@code AccountResource}. */
    String tag() {
        return tag(route.endpoint());
    }

    private static String tag(RuntimeResource resource) {
        return resource.getResourceClass().getSimpleName().replaceFirst("Resource$", "");
    }

    /** What the resource is about, by its annotation. */
    String tagMeaning() {
        Tag tag = route.endpoint().getResourceClass().getAnnotation(Tag.class);
        return tag == null ? tag() + "." : tag.description();
    }

    /** The method's name. */
    String operationId() {
        return route.endpoint().getJavaMethodName();
    }

    List<String> pathParameters() {
        return IN_BRACES.matcher(route.path()).results().map(name -> name.group(1)).toList();
    }

    /** The path as OpenAPI has it. */
    String path() {
        return IN_BRACES.matcher(route.path()).replaceAll("{$1}");
    }

    boolean hasBody() {
        return takes(route.endpoint(), Body.class);
    }

    boolean writes() {
        return written != null;
    }

    /** Whether each part of its body is another request. */
    boolean isBatch() {
        return route.endpoint().getResourceClass().isAnnotationPresent(BodyReader.TakesMany.class);
    }

    /** Whether nobody is asked who they are. */
    boolean isOpen() {
        return EndpointScopes.needed(route).isEmpty() && !path().startsWith("/api/");
    }

    /** Whether it answers one resource with its version. */
    boolean readsOne() {
        return !writes() && answer.getHeaderString("ETag") != null;
    }

    /** Whether the answer goes on for as long as the client listens. */
    boolean isFeed() {
        return mediaType().equals(MediaType.SERVER_SENT_EVENTS);
    }

    /** Whether it does more than answer always the same. */
    boolean asks() {
        return takes(route.endpoint(), Request.class);
    }

    boolean reads() {
        return reads;
    }

    /** Whether a parameter of this name is read. */
    boolean asksFor(String parameter) {
        return parameters().stream().anyMatch(asked -> asked.name().equals(parameter));
    }

    /** Where there are any, the answer may come before the end. */
    List<String> statuses() {
        return written == null ? List.of() : written.statuses();
    }

    /** What is answered, without what carries it. */
    Type answered() {
        Type type = route.endpoint().getReturnType();
        while (type instanceof ParameterizedType generic
                && WRAPPERS.contains(((Class<?>) generic.getRawType()).getSimpleName())) {
            type = generic.getActualTypeArguments()[0];
        }
        return type;
    }

    /** The first of those in which it answers. */
    String mediaType() {
        return mediaTypes().getFirst();
    }

    List<String> mediaTypes() {
        return Optional.ofNullable(route.endpoint().getProduces())
                .map(produced -> Arrays.asList(produced.getSortedOriginalMediaTypes()))
                .orElse(List.of(MediaType.APPLICATION_JSON_TYPE))
                .stream()
                .map(MediaType::toString)
                .toList();
    }
}
