package dev.daybook;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.daybook.Rooms.HOUSE;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.daybook.demo.Demo;
import dev.daybook.store.UuidV7;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.Vertx;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The dependency rules of the house, and what stays outside the pure part of it. */
@AnalyzeClasses(packages = "dev.daybook", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/daybook");
    private static final int MOST_FILES_IN_A_ROOM = 16;
    private static final int FEWEST_WORDS_OF_A_ROOM = 6;

    private static final Set<String> SOURCES_OF_CHANCE =
            Set.of(
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.nanoTime",
                    "java.lang.Math.random",
                    "java.util.UUID.randomUUID",
                    "java.util.Date.<init>",
                    UuidV7.class.getName() + ".next");

    /** Says that a class is reflected upon; the one word of the framework in a pure class. */
    private static final DescribedPredicate<JavaClass> IN_NATIVE_EXECUTABLE =
            equivalentTo(RegisterForReflection.class);

    private static final DescribedPredicate<JavaClass> MODULE =
            describe(
                    "in a module",
                    type ->
                            type.getPackageName().startsWith(HOUSE + ".")
                                    && !Set.of(
                                                    "kernel", "money", "store", "engine", "web",
                                                    "cli", "console", "demo")
                                            .contains(topLevelPackage(type)));

    private static final DescribedPredicate<JavaClass> RESOURCE =
            belongTo(describe("*Resource", type -> type.getSimpleName().endsWith("Resource")));

    private static final DescribedPredicate<JavaClass> DECIDER_OR_PROJECTION =
            MODULE.and(not(RESOURCE)).as("deciders and projections");

    @ArchTest
    static final ArchRule kernel_and_money_see_only_java_and_themselves =
            classes()
                    .that()
                    .resideInAnyPackage(HOUSE + ".kernel..", HOUSE + ".money..")
                    .should(
                            seeOnly(
                                    "java and themselves",
                                    (from, to) ->
                                            isPlainJava(to)
                                                    || topLevelPackage(to)
                                                            .equals(topLevelPackage(from))));

    @ArchTest
    static final ArchRule deciders_and_projections_see_only_kernel_money_and_their_own_module =
            classes()
                    .that(DECIDER_OR_PROJECTION)
                    .should(
                            seeOnly(
                                    "kernel, money and their own module without its endpoints",
                                    (from, to) ->
                                            isPlainJava(to)
                                                    || IN_NATIVE_EXECUTABLE.test(to)
                                                    || (Set.of(
                                                                                    "kernel",
                                                                                    "money",
                                                                                    topLevelPackage(
                                                                                            from))
                                                                            .contains(
                                                                                    topLevelPackage(
                                                                                            to))
                                                                    || mayTarget(from, to))
                                                            && !RESOURCE.test(to)));

    private static boolean mayTarget(JavaClass from, JavaClass target) {
        return MODULE.test(target) && Rooms.table().get(Rooms.of(from)).contains(Rooms.of(target));
    }

    @ArchTest
    static void rooms_see_each_other_as_the_table_says(JavaClasses classes) {
        Map<String, Set<String>> arrows = Rooms.arrows(classes);
        System.out.println(Rooms.inWords(arrows));
        assertAll(
                () -> assertEquals("", Rooms.beyond(arrows, Rooms.table()), "not in the table"),
                () -> assertEquals("", Rooms.beyond(Rooms.table(), arrows), "not used"));
    }

    @ArchTest
    static final ArchRule rooms_are_free_of_cycles =
            slices().matching(HOUSE + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static void rooms_are_small_and_say_what_is_in_them(JavaClasses classes) throws IOException {
        List<String> faults = new ArrayList<>();
        for (String room : new TreeSet<>(classes.stream().map(Rooms::of).toList())) {
            Path folder = SOURCES.resolve(room.equals("start") ? "" : room.replace('.', '/'));
            try (Stream<Path> files = Files.list(folder)) {
                long count = files.filter(file -> file.toString().endsWith(".java")).count();
                if (count > MOST_FILES_IN_A_ROOM) {
                    faults.add(room + " has " + count + " files");
                }
            }
            Path description = folder.resolve("package-info.java");
            if (!Files.exists(description) || wordsOf(description) < FEWEST_WORDS_OF_A_ROOM) {
                faults.add(room + " does not say what is in it");
            }
        }
        assertEquals(List.of(), faults);
    }

    private static long wordsOf(Path description) throws IOException {
        String text = Files.readString(description).replaceAll("(?s)^/\\*\\*|\\*/.*|\\*", " ");
        return text.strip().split("\\s+").length;
    }

    @ArchTest
    static final ArchRule mutiny_stays_in_engine_store_web_commands_and_endpoints =
            noClasses()
                    .that(are(not(in("engine", "store", "web", "cli").or(RESOURCE))))
                    .and()
                    // waits for each answer
                    .doNotBelongToAnyOf(Demo.class)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.smallrye.mutiny..", "io.vertx.mutiny..");

    @ArchTest
    static final ArchRule vertx_stays_in_engine_store_postgres_web_console_and_endpoints =
            noClasses()
                    .that(are(not(in("engine", "store.postgres", "web", "console").or(RESOURCE))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule the_database_driver_stays_in_engine_store_postgres_and_endpoints =
            noClasses()
                    .that(are(not(in("engine", "store.postgres").or(RESOURCE))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..sqlclient..", "..pgclient..", "org.postgresql..");

    @ArchTest
    static final ArchRule deciders_and_projections_have_no_clock_no_chance_and_no_ids =
            noClasses()
                    .that(DECIDER_OR_PROJECTION)
                    .should(
                            accessTargetWhere(
                                    describe(
                                            "the target is a source of chance",
                                            ArchitectureTest::isSourceOfChance)));

    @ArchTest
    static final ArchRule answers_are_built_in_web_alone =
            noClasses()
                    .that(are(not(in("web"))))
                    .should(
                            accessTargetWhere(
                                    describe(
                                            "the target is an HTTP response or status",
                                            access ->
                                                    access.getTargetOwner()
                                                            .getName()
                                                            .startsWith(
                                                                    Response.class.getName()))));

    /** Quarkus builds a native executable: what runs or counts at build time would be frozen in. */
    @ArchTest
    static final ArchRule nothing_random_clocklike_threaded_or_connected_is_static =
            noFields()
                    .that()
                    .areStatic()
                    .should()
                    .haveRawType(
                            assignableTo(RandomGenerator.class)
                                    .or(assignableTo(InstantSource.class))
                                    .or(assignableTo(Thread.class))
                                    .or(assignableTo(Executor.class))
                                    .or(assignableTo(AutoCloseable.class))
                                    .or(assignableTo(Vertx.class)));

    @ArchTest
    static final ArchRule only_the_start_and_commands_write_to_standard_streams =
            noClasses()
                    .that(are(not(in("cli"))))
                    .and()
                    .doNotBelongToAnyOf(Daybook.class)
                    .should(ACCESS_STANDARD_STREAMS)
                    .orShould(USE_JAVA_UTIL_LOGGING);

    @ArchTest
    static final ArchRule every_class_is_null_marked =
            classes()
                    .should(
                            new ArchCondition<>("be @NullMarked, by itself or by its package") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    events.add(
                                            new SimpleConditionEvent(
                                                    type,
                                                    isNullMarked(type),
                                                    type.getName() + " is not @NullMarked"));
                                }
                            });

    private static DescribedPredicate<JavaClass> are(DescribedPredicate<JavaClass> predicate) {
        return predicate;
    }

    private static DescribedPredicate<JavaClass> in(String... packages) {
        return resideInAnyPackage(
                Set.of(packages).stream()
                        .map(name -> HOUSE + "." + name + "..")
                        .toArray(String[]::new));
    }

    private static ArchCondition<JavaClass> seeOnly(
            String what, BiPredicate<JavaClass, JavaClass> allowed) {
        return new ArchCondition<>("see only " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf()
                        .forEach(
                                dependency ->
                                        events.add(
                                                new SimpleConditionEvent(
                                                        dependency,
                                                        allowed.test(
                                                                type,
                                                                dependency
                                                                        .getTargetClass()
                                                                        .getBaseComponentType()),
                                                        dependency.getDescription())));
            }
        };
    }

    private static boolean isNullMarked(JavaClass type) {
        return type.isAnnotatedWith(NullMarked.class)
                || type.getEnclosingClass()
                        .map(ArchitectureTest::isNullMarked)
                        .orElseGet(() -> type.getPackage().isAnnotatedWith(NullMarked.class));
    }

    private static boolean isPlainJava(JavaClass type) {
        return type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || type.getPackageName().equals(NullMarked.class.getPackageName());
    }

    private static boolean isSourceOfChance(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getTarget().getName();
        return owner.isAssignableTo(RandomGenerator.class)
                || owner.isAssignableTo(Clock.class)
                || owner.getPackageName().startsWith("java.time") && name.equals("now")
                || SOURCES_OF_CHANCE.contains(owner.getName() + "." + name);
    }

    /** {@code accounts} for a class in {@code dev.daybook.accounts} or below. */
    private static String topLevelPackage(JavaClass type) {
        return type.getPackageName().startsWith(HOUSE + ".")
                ? type.getPackageName().substring(HOUSE.length() + 1).split("\\.", 2)[0]
                : "";
    }
}
