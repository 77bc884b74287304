package dev.daybook.support;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.daybook.engine.Registry;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Projection;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The records that are written or read as JSON or as rows: what the modules store, what their
 * resources answer, and all that these consist of.
 */
public final class JsonTypes {

    private static final String HOUSE = "dev.daybook";

    private final Set<Class<?>> found = new LinkedHashSet<>();

    private JsonTypes() {}

    public static Set<Class<?>> of(Registry registry) {
        JsonTypes types = new JsonTypes();
        types.add(Metadata.class);
        registry.modules().stream().flatMap(JsonTypes::stored).forEach(types::add);
        registry.modules().stream()
                .map(module -> module.aggregate().decider().getClass().getPackageName())
                .distinct()
                .flatMap(JsonTypes::answered)
                .forEach(types::add);
        return types.found;
    }

    private static <E, S> Stream<Class<?>> stored(Module<?, E, S> module) {
        Stream<Class<?>> events = module.aggregate().eventTypes().map(EventType::type);
        Stream<Class<?>> states = module.aggregate().stateTypes().stream().map(type -> type);
        Stream<Class<?>> rows = module.projections().stream().map(Projection::rowType);
        return Stream.of(events, states, rows).flatMap(types -> types);
    }

    private static Stream<Class<?>> answered(String module) {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(module);
        return classes.stream()
                .filter(type -> type.getSimpleName().endsWith("Resource"))
                .map(JavaClass::reflect)
                .flatMap(type -> Arrays.stream(type.getDeclaredClasses()))
                .filter(Class::isRecord)
                // nobody else gets to see those
                .filter(type -> !Modifier.isPrivate(type.getModifiers()));
    }

    private void add(Type type) {
        switch (type) {
            case ParameterizedType of ->
                    Arrays.stream(of.getActualTypeArguments()).forEach(this::add);
            case Class<?> of when isOurs(of) && found.add(of) ->
                    Arrays.stream(of.getRecordComponents())
                            .map(RecordComponent::getGenericType)
                            .forEach(this::add);
            default -> {}
        }
    }

    private static boolean isOurs(Class<?> type) {
        return type.isRecord() && type.getName().startsWith(HOUSE);
    }
}
