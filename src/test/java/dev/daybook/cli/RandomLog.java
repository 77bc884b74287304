package dev.daybook.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.TestDatabase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A log with texts and numbers of all kinds, wherever it may hold a text or a number. */
final class RandomLog {

    private static final String EVENT =
            """
            insert into events (position, category, stream_id, version, event_id, event_type, schema_version, payload,
                                metadata, recorded_at)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, '2026-01-01'::timestamptz + ? * interval '1 us')
            """;

    private static final String OUTCOME =
            """
            insert into command_outcomes (caller, command_id, fingerprint, category, stream_id, version, position,
                                          rejection, recorded_at)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, clock_timestamp())
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Stream(String category, String id) {}

    private final Random random;
    private final List<Stream> streams;
    private final Map<Stream, Long> versions = new HashMap<>();
    private long position;
    private long micros;

    RandomLog(Random random) {
        this.random = random;
        this.streams = IntStream.range(0, 20).mapToObj(_ -> new Stream(text(), text())).toList();
    }

    /** An event, and sometimes the outcome of its command. */
    void append(TestDatabase database) throws SQLException, JsonProcessingException {
        Stream stream = streams.get(random.nextInt(streams.size()));
        long version = versions.merge(stream, 1L, Long::sum);
        position++;
        micros += random.nextInt(3) * random.nextLong(2_000_000);
        try (Connection connection = database.connect()) {
            insert(
                    connection,
                    EVENT,
                    position,
                    stream.category(),
                    stream.id(),
                    version,
                    new UUID(random.nextLong(), random.nextLong()),
                    text(),
                    1 + random.nextInt(9),
                    JSON.writeValueAsString(object(3)),
                    JSON.writeValueAsString(object(1)),
                    micros);
            if (random.nextBoolean()) {
                boolean refused = random.nextBoolean();
                insert(
                        connection,
                        OUTCOME,
                        text(),
                        text() + position,
                        text(),
                        stream.category(),
                        stream.id(),
                        version,
                        refused ? 0L : position,
                        refused ? JSON.writeValueAsString(object(1)) : null);
            }
        }
    }

    private static void insert(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int number = 0; number < values.length; number++) {
                statement.setObject(number + 1, values[number]);
            }
            statement.executeUpdate();
        }
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> fields = new HashMap<>();
        for (int number = random.nextInt(4); number > 0; number--) {
            fields.put(text(), value(depth));
        }
        return fields;
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> text();
            case 1 -> random.nextLong();
            case 2 -> new BigDecimal(new BigInteger(80, random), random.nextInt(40));
            case 3 -> random.nextBoolean();
            case 4 -> random.nextDouble();
            case 5 -> List.of(value(depth - 1), value(depth - 1));
            default -> object(depth - 1);
        };
    }

    /** Of characters that mean something to JSON, to PostgreSQL or to a terminal, and others. */
    private String text() {
        String all = "\\\"'\t\n\r\b\u0001\u007f\u0085\u2028{}[],:/.Nn $\u00e4\u6f22\ufeff\uffff";
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(8); length >= 0; length--) {
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(0x1f600 + random.nextInt(50));
            } else {
                text.append(all.charAt(random.nextInt(all.length())));
            }
        }
        return text.toString();
    }
}
