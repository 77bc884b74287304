package dev.daybook.web.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.engine.Engine;
import dev.daybook.engine.Registry;
import dev.daybook.engine.delivery.Deliveries;
import dev.daybook.engine.webhook.WebhookUrl;
import dev.daybook.kernel.Aggregate;
import dev.daybook.web.request.Shape;
import dev.daybook.web.request.Shape.Fault;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be asked of a webhook. */
@Singleton
final class WebhookShapes {

    private static final int MOST = 200;
    private static final String NOW = "now";

    private static final Fault NO_START =
            new Fault("invalid-position", "This field is \"now\" or the position of an event.");

    /** The position of an event. */
    static final Shape<Long> EVENT = Shape.number(1, Shape.HIGHEST);

    /** The first event that is sent: none named is the next one. */
    static final Shape<Optional<Long>> FROM =
            new Shape<>(
                    Optional.empty(),
                    (_, faults) -> start(Optional.empty(), faults),
                    (json, faults) -> start(position(json), faults),
                    () ->
                            Map.of(
                                    "description",
                                    "`\"now\"`, or the position of the first event to send; `\"now\"` where it is left out."),
                    _ -> Optional.of(NOW));

    private final Deliveries deliveries;
    private final Set<String> categories;
    private final Set<String> types;

    WebhookShapes(Engine engine, Registry registry) {
        this.deliveries = engine.outlets().deliveries();
        this.categories = new TreeSet<>(registry.publicCategories());
        this.types =
                categories.stream()
                        .map(registry::aggregate)
                        .flatMap(WebhookShapes::types)
                        .collect(Collectors.toSet());
    }

    private static Stream<String> types(Aggregate<?, ?, ?> aggregate) {
        return aggregate.eventTypes().map(type -> aggregate.category() + "." + type.name());
    }

    private static Optional<Optional<Long>> position(JsonNode json) {
        if (json.isTextual() && json.textValue().equals(NOW)) {
            return Optional.of(Optional.empty());
        }
        return json.isIntegralNumber() && json.canConvertToLong() && json.longValue() > 0
                ? Optional.of(Optional.of(json.longValue()))
                : Optional.empty();
    }

    private static Optional<Long> start(Optional<Optional<Long>> start, Shape.Faults faults) {
        if (start.isEmpty()) {
            faults.add(NO_START);
        }
        return start.orElse(Optional.empty());
    }

    Shape<String> url() {
        return Shape.ruled(
                this::urlFault,
                Map.of("type", "string", "format", "uri", "maxLength", 2000),
                "https://example.com/hooks");
    }

    private Optional<Fault> urlFault(String url) {
        try {
            deliveries.requireUsable(url);
            return Optional.empty();
        } catch (WebhookUrl.Refused refused) {
            return Optional.of(new Fault("invalid-url", String.valueOf(refused.getMessage())));
        }
    }

    Shape<List<String>> categories() {
        return list(
                category ->
                        fault(
                                categories.contains(category),
                                "unknown-value",
                                "The categories are " + String.join(", ", categories) + "."),
                "account");
    }

    Shape<List<String>> types() {
        return list(
                type ->
                        fault(
                                types.contains(type),
                                "unknown-value",
                                "A type reads account.MoneyDeposited; /q/schemas names all."),
                "account.MoneyDeposited");
    }

    private static Optional<Fault> fault(boolean fits, String code, String detail) {
        return fits ? Optional.empty() : Optional.of(new Fault(code, detail));
    }

    private static Shape<List<String>> list(Function<String, Optional<Fault>> rule, String sample) {
        return Shape.list(
                Shape.ruled(rule, Map.of("type", "string", "maxLength", 200), sample), MOST);
    }
}
