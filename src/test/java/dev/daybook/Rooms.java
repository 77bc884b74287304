package dev.daybook;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rooms of the house, which are its packages, and which of them may see which other ones. */
final class Rooms {

    static final String HOUSE = "dev.daybook";

    /** Each arrow is a decision; {@code start} is the package that holds the others. */
    private static final String TABLE =
            """
            accounts -> engine, engine.pipeline, kernel, money, web.access,
                web.answer, web.request
            billing -> engine, engine.feed, engine.pipeline, kernel, money,
                web.access, web.answer, web.request
            cli -> cli.logfile, cli.training, engine, engine.access, engine.admin, engine.command,
                engine.pipeline, engine.projection, engine.relay, engine.subscription, kernel,
                store, store.outcome, store.postgres.archive, web.access
            cli.logfile -> kernel, store, store.outcome,
                store.postgres.archive
            demo -> accounts, billing, engine.codec, engine.command, engine.pipeline,
                engine.settings, kernel, leases, money, orders, store, store.outcome,
                transfers
            engine -> engine.access, engine.admin, engine.codec,
                engine.consumer,
                engine.delivery, engine.feed, engine.history, engine.ownership, engine.pipeline,
                engine.process, engine.projection, engine.relay,
                engine.settings, engine.subscription, engine.telemetry,
                kernel, store, store.memory, store.postgres,
                store.postgres.server, store.postgres.table
            engine.access -> engine.codec, kernel, store,
                store.postgres
            engine.admin -> engine.access, engine.subscription, kernel,
                store, store.postgres
            engine.checkpoint -> kernel, store, store.postgres
            engine.codec -> kernel, store
            engine.command -> kernel, store.outcome
            engine.consumer -> engine.relay, engine.subscription, kernel,
                store, store.postgres
            engine.delivery -> engine.checkpoint, engine.codec, engine.command,
                engine.endpoint, engine.pipeline, engine.settings, engine.subscription,
                engine.webhook, kernel, store, store.postgres
            engine.endpoint -> engine.checkpoint, engine.webhook, kernel,
                store, store.postgres
            engine.feed -> engine.checkpoint, engine.codec,
                engine.subscription, kernel, store, store.memory
            engine.history -> engine.codec, kernel, store,
                store.postgres.table
            engine.ownership -> engine.checkpoint, engine.subscription,
                store, store.postgres
            engine.pipeline -> engine.codec, engine.command, engine.telemetry, kernel, store,
                store.outcome
            engine.process -> engine.checkpoint, engine.codec, engine.command,
                engine.pipeline, engine.subscription, kernel, store, store.outcome,
                store.postgres
            engine.projection -> engine.checkpoint, engine.codec,
                engine.history, engine.subscription, engine.telemetry,
                kernel, store, store.postgres, store.postgres.table
            engine.relay -> engine.checkpoint, engine.codec, engine.settings,
                engine.subscription, kernel, store
            engine.settings -> store.postgres.server
            engine.subscription -> engine.checkpoint, kernel, store,
                store.postgres
            engine.telemetry -> engine.codec, kernel, store
            engine.webhook -> engine.settings, kernel, store
            leases -> engine, engine.feed, engine.pipeline, kernel, money,
                web.access, web.answer, web.problem, web.request
            orders -> engine, engine.pipeline, kernel, money, web.access,
                web.answer, web.request
            start -> accounts, billing, cli, engine, engine.access,
                engine.admin, engine.consumer, engine.endpoint,
                engine.settings, kernel, leases, money,
                orders, store, store.postgres.table, transfers, web.access
            store -> kernel, store.outcome
            store.memory -> kernel, store, store.outcome
            store.outcome -> kernel
            store.postgres -> kernel, store, store.outcome
            store.postgres.archive -> kernel, store, store.outcome
            store.postgres.table -> kernel, store, store.postgres
            transfers -> accounts, engine, engine.codec, engine.feed,
                engine.pipeline, engine.projection, kernel, money, store,
                store.postgres.table, web.access, web.answer, web.problem,
                web.request
            web.access -> engine.access, engine.settings, web.problem
            web.admin -> engine, engine.admin, engine.codec,
                engine.history, engine.process, engine.subscription, kernel, store,
                web.access, web.answer, web.log, web.problem, web.request
            web.answer -> engine.access, engine.command, engine.feed, engine.history,
                engine.pipeline, engine.projection, kernel, store, store.postgres.table, web,
                web.problem, web.request
            web.audit -> engine.access, engine.command, engine.pipeline, kernel, web,
                web.access, web.problem
            web.batches -> engine, engine.access, engine.command, engine.pipeline, kernel,
                store, web.access, web.answer, web.gate, web.problem, web.request
            web.gate -> engine.settings, web, web.problem
            web.health -> engine, engine.consumer, engine.settings, engine.subscription,
                store, web.access
            web.keys -> engine, engine.access, engine.pipeline, web.access,
                web.answer, web.request
            web.log -> engine, engine.access, engine.codec, engine.feed, kernel, store, web.access,
                web.answer, web.problem, web.request
            web.openapi -> engine, engine.command, kernel, store, store.postgres.table, web,
                web.access, web.answer, web.problem, web.request
            web.problem -> engine.command, engine.subscription, kernel, store, web
            web.request -> engine.access, engine.command, engine.history, engine.projection,
                kernel, money, store, store.outcome, web, web.access, web.problem
            web.webhooks -> engine, engine.delivery, engine.endpoint,
                engine.pipeline, engine.projection, engine.webhook, kernel,
                store, web.access, web.answer,
                web.problem, web.request
            """;

    private Rooms() {}

    /** The rooms that each may see. */
    static Map<String, Set<String>> table() {
        return TABLE.replaceAll(",\\s+", ", ")
                .lines()
                .map(line -> line.split(" -> ", 2))
                .collect(
                        toMap(
                                words -> words[0],
                                words -> new TreeSet<>(Arrays.asList(words[1].split(", "))),
                                (_, twice) -> {
                                    throw new IllegalArgumentException(
                                            "A room stands twice in the table: " + twice);
                                },
                                TreeMap::new));
    }

    /** Those that each does see. */
    static Map<String, Set<String>> arrows(Iterable<JavaClass> classes) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : classes) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(Rooms::isInside)
                    .map(Rooms::of)
                    .filter(room -> !room.equals(of(type)))
                    .forEach(
                            room ->
                                    arrows.computeIfAbsent(of(type), _ -> new TreeSet<>())
                                            .add(room));
        }
        return arrows;
    }

    /** The arrows of the one that are not among those of the other, in words. */
    static String beyond(Map<String, Set<String>> arrows, Map<String, Set<String>> others) {
        return arrows.entrySet().stream()
                .flatMap(
                        each ->
                                each.getValue().stream()
                                        .filter(
                                                room ->
                                                        !others.getOrDefault(
                                                                        each.getKey(), Set.of())
                                                                .contains(room))
                                        .map(room -> each.getKey() + " -> " + room))
                .collect(joining("; "));
    }

    static String inWords(Map<String, Set<String>> arrows) {
        return arrows.entrySet().stream()
                .map(each -> each.getKey() + " sees " + String.join(", ", each.getValue()))
                .collect(joining("\n"));
    }

    /** {@code engine.feed} for a class in {@code dev.daybook.engine.feed}. */
    static String of(JavaClass type) {
        return type.getPackageName().equals(HOUSE)
                ? "start"
                : type.getPackageName().substring(HOUSE.length() + 1);
    }

    static boolean isInside(JavaClass type) {
        return type.getPackageName().equals(HOUSE) || type.getPackageName().startsWith(HOUSE + ".");
    }
}
