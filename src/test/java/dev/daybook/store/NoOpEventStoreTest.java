package dev.daybook.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.daybook.kernel.StreamId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract is worth something: no part of it holds for a store that keeps nothing. */
class NoOpEventStoreTest {

    /** Says yes to everything. */
    private static final class NoOpEventStore implements EventStore {

        @Override
        public Uni<List<AppendResult>> append(List<StreamAppend> batch) {
            return Uni.createFrom()
                    .item(
                            batch.stream()
                                    .<AppendResult>map(
                                            _ -> new AppendResult.Appended(1, Instant.EPOCH))
                                    .toList());
        }

        @Override
        public Uni<List<AppendResult>> appendTogether(List<StreamAppend> streams) {
            return append(streams);
        }

        @Override
        public Uni<List<StreamTail>> load(List<StreamLoad> requests, int limit) {
            StreamTail nothing = new StreamTail(Optional.empty(), List.of());
            return Uni.createFrom().item(requests.stream().map(_ -> nothing).toList());
        }

        @Override
        public Uni<List<StoredEvent>> readStream(StreamId stream, long afterVersion, int limit) {
            return Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<List<StoredEvent>> read(long afterPosition, int limit) {
            return Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<Long> versionAt(StreamId stream, Instant instant) {
            return Uni.createFrom().item(0L);
        }

        @Override
        public Uni<Long> positionBefore(Instant instant) {
            return Uni.createFrom().item(0L);
        }

        @Override
        public Uni<List<StoredEvent>> streams(
                String category, String prefix, String afterId, int limit) {
            return Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<List<StoredEvent>> find(
                EventFilter filter, long afterPosition, long toPosition, int limit) {
            return Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<Long> head() {
            return Uni.createFrom().item(0L);
        }

        @Override
        public Uni<Void> saveSnapshots(List<StoredSnapshot> snapshots) {
            return Uni.createFrom().voidItem();
        }
    }

    /** Not found by a normal run, since nested classes are no tests there. */
    static class NoOpContract extends EventStoreReadContract {

        @Override
        EventStore emptyStore() {
            return new NoOpEventStore();
        }
    }

    /** Collects how each test ended. */
    private static final class Results implements TestExecutionListener {

        private final Set<String> failed = new TreeSet<>();
        private final Set<String> others = new TreeSet<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                boolean failing = result.getStatus() == TestExecutionResult.Status.FAILED;
                (failing ? failed : others).add(test.getDisplayName());
            }
        }
    }

    @Test
    void every_test_of_the_contract_fails_against_a_store_that_does_nothing() {
        Results results = new Results();
        LauncherFactory.create(
                        LauncherConfig.builder()
                                .enableTestEngineAutoRegistration(false)
                                .enableLauncherSessionListenerAutoRegistration(false)
                                .enableLauncherDiscoveryListenerAutoRegistration(false)
                                .enableTestExecutionListenerAutoRegistration(false)
                                .addTestEngines(new JupiterTestEngine())
                                .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(NoOpContract.class))
                                .build(),
                        results);

        assertEquals(Set.of(), results.others);
        assertTrue(results.failed.size() >= 30, () -> "Only these ran: " + results.failed);
    }
}
