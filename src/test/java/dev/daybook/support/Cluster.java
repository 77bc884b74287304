package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Instances of the service on one database, numbered from 0, each with a database user of its own:
 * {@code instance_<number>}.
 */
public final class Cluster implements AutoCloseable {

    public static final String SUMMARY = "account_summary";
    public static final String STATEMENT = "account_statement";

    private static final String OWNER =
            """
            select split_part(i.name, ':', -1) from subscriptions s
            join instances i on i.instance = s.owner
            where s.name = '%s' and s.live = %b and i.alive_until > clock_timestamp()
            """;

    private static final String BEHIND =
            """
            select count(*) from subscriptions
            where not live or position <> (select coalesce(max(position), 0) from events)
            """;

    /**
     * How many instances own something, once none owns much more than another and nothing is left.
     */
    private static final String SHARES =
            """
            select case when min(number) >= max(number) - 1 and sum(number) = (select count(*) from subscriptions where live)
                        then count(*) else 0 end
            from (select count(*) as number from subscriptions s join instances i on i.instance = s.owner
                  where s.live group by s.owner) owners
            """;

    /** Gives one projection to another instance, for one of that one's. */
    private static final String EXCHANGE =
            """
            with mine as (select name, owner from subscriptions where live and name = '%s'),
                 other as (select s.name, s.owner from subscriptions s, mine
                           where s.live and s.owner <> mine.owner order by s.name limit 1)
            update subscriptions s
            set owner = case s.name when mine.name then other.owner else mine.owner end, epoch = nextval('epochs')
            from mine, other
            where s.live and s.name in (mine.name, other.name)
            """
                    .formatted(STATEMENT);

    private final TestDatabase database;
    private final AtomicReferenceArray<Service> services;
    private final AtomicIntegerArray disturbances;

    private Cluster(TestDatabase database, int size) {
        this.database = database;
        this.services = new AtomicReferenceArray<>(size);
        this.disturbances = new AtomicIntegerArray(size);
    }

    /** Starts them at once, and returns when all answer. */
    public static Cluster start(TestDatabase database, int size) {
        return start(database, size, Map.of());
    }

    /** The same with further settings. */
    public static Cluster start(TestDatabase database, int size, Map<String, String> settings) {
        Cluster cluster = new Cluster(database, size);
        try {
            for (int number = 0; number < size; number++) {
                Map<String, String> all = new HashMap<>(database.settings());
                all.put("POSTGRES_USER", newUser(database, number));
                all.putAll(settings);
                cluster.services.set(number, Service.launch(all));
            }
            cluster.all().forEach(Service::answering);
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private static String newUser(TestDatabase database, int number) {
        String user = "instance_" + number;
        if (database.number("select count(*) from pg_roles where rolname = '" + user + "'") == 0) {
            database.execute("create role " + user + " superuser login");
        }
        return user;
    }

    public TestDatabase database() {
        return database;
    }

    public int size() {
        return services.length();
    }

    public Service service(int number) {
        return services.get(number);
    }

    public List<Service> all() {
        return IntStream.range(0, size()).mapToObj(services::get).toList();
    }

    /** One that is not this. */
    public int otherThan(int number) {
        return (number + 1) % size();
    }

    /** Starts it again after its end, and waits until it answers. */
    public void restart(int number) {
        services.set(number, services.get(number).restart());
    }

    /** Does something to an instance that its clients may notice. */
    public void disturb(int number, Consumer<Service> what) {
        disturbances.incrementAndGet(number);
        what.accept(services.get(number));
        if (!services.get(number).isAlive()) {
            restart(number);
        }
        disturbances.incrementAndGet(number);
    }

    /** Whether clients of an instance may have noticed anything since it was like this. */
    public boolean disturbedSince(int number, int before) {
        return before % 2 == 1 || disturbances.get(number) != before;
    }

    /** Odd while an instance is disturbed, and another number each time. */
    public int disturbances(int number) {
        return disturbances.get(number);
    }

    /** Waits until a living instance owns the live projection; which one. */
    public int ownerOf(String projection) {
        return ownerOf(projection, true);
    }

    /** Waits until a living instance owns the rebuild of the projection; which one. */
    public int ownerOfRebuild(String projection) {
        return ownerOf(projection, false);
    }

    private int ownerOf(String projection, boolean live) {
        return Wait.until(() -> ownerNow(projection, !live), Optional::isPresent).orElseThrow();
    }

    /** The living instance that owns the projection, or its rebuild. */
    public Optional<Integer> ownerNow(String projection, boolean itsRebuild) {
        return database.rows(OWNER.formatted(projection, !itsRebuild)).stream()
                .map(port -> numberOf(Integer.parseInt(port)))
                .findFirst();
    }

    private int numberOf(int port) {
        return IntStream.range(0, size())
                .filter(number -> services.get(number).port() == port)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nobody listens on port " + port));
    }

    /** Whether this instance owns the live projection. */
    public boolean owns(int number, String projection) {
        return ownerNow(projection, false).equals(Optional.of(number));
    }

    /**
     * Waits until each instance has its share, and sees to it that each of the two projections has
     * another owner.
     */
    public void awaitSpread() {
        Wait.until("each instance has its share", () -> database.number(SHARES) == size());
        if (ownerOf(SUMMARY) == ownerOf(STATEMENT)) {
            database.execute(EXCHANGE);
        }
        Wait.until("the projections are spread", () -> ownerOf(SUMMARY) != ownerOf(STATEMENT));
    }

    /** Waits until this instance owns both projections. */
    public void awaitOwnerOfAll(int number) {
        Wait.until(
                "instance " + number + " owns all; it said:\n" + services.get(number).log(),
                () -> owns(number, SUMMARY) && owns(number, STATEMENT));
    }

    /** Where the live projection stands. */
    public long position(String projection) {
        return database.number(
                "select position from subscriptions where live and name = '" + projection + "'");
    }

    /** Waits until everything is projected and nothing is being rebuilt. */
    public void awaitCaughtUp() {
        Wait.until("the projections catch up", () -> database.number(BEHIND) == 0);
    }

    /** Waits for the projections, then compares the read tables with a replay, row by row. */
    public void assertTablesEqualAReplay() {
        awaitCaughtUp();
        try (TestLog log = TestLog.in(database)) {
            AccountTables stored = AccountTables.storedIn(database);
            AccountTables folded = AccountTables.foldedFrom(log.store());
            assertTrue(!folded.statements().isEmpty(), "nothing was projected");
            assertRows(folded.summaries(), stored.summaries());
            assertRows(folded.statements(), stored.statements());
        }
    }

    /** The whole of two long lists that differ would be no message. */
    private static void assertRows(List<String> expected, List<String> actual) {
        for (int row = 0; row < Math.min(expected.size(), actual.size()); row++) {
            assertEquals(expected.get(row), actual.get(row), "row " + row);
        }
        assertEquals(expected.size(), actual.size(), "rows");
    }

    /** Ends all, those that stand still too. */
    @Override
    public void close() {
        for (int number = 0; number < size(); number++) {
            Service service = services.get(number);
            if (service != null) {
                if (service.isAlive()) {
                    service.resume();
                }
                service.close();
            }
        }
    }
}
