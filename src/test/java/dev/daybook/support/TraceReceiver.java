package dev.daybook.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes traces by OTLP over HTTP, and keeps of each span what says where it belongs. */
public final class TraceReceiver implements AutoCloseable {

    /** A span; ids in hexadecimal, the parent's empty for the first of a trace. */
    public record Span(String traceId, String spanId, String parentId, String name) {}

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();

    public TraceReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** Of a service on a database that sends its traces here. */
    public Map<String, String> settings(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("OTEL_SDK_DISABLED", "false");
        settings.put(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
        settings.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        return settings;
    }

    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** All that came, as it came. */
    public List<String> received() {
        return List.copyOf(received);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(new String(body, ISO_8859_1));
            ByteBuffer request = ByteBuffer.wrap(body);
            for (ByteBuffer resource : fields(request, 1)) {
                for (ByteBuffer scope : fields(resource, 2)) {
                    fields(scope, 2).forEach(span -> spans.add(span(span)));
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Span span(ByteBuffer span) {
        return new Span(
                hex(fields(span, 1)),
                hex(fields(span, 2)),
                hex(fields(span, 4)),
                text(fields(span, 5)));
    }

    /**
     * The contents of all fields with this number, as the encoding of protocol buffers has them.
     */
    private static List<ByteBuffer> fields(ByteBuffer message, int wanted) {
        List<ByteBuffer> found = new ArrayList<>();
        ByteBuffer rest = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            int tag = (int) varint(rest);
            int length =
                    switch (tag & 7) {
                        case VARINT -> {
                            varint(rest);
                            yield 0;
                        }
                        case EIGHT_BYTES -> Long.BYTES;
                        case LENGTH -> (int) varint(rest);
                        default -> Integer.BYTES;
                    };
            if (tag >>> 3 == wanted) {
                found.add(rest.slice(rest.position(), length));
            }
            rest.position(rest.position() + length);
        }
        return found;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }

    private static String hex(List<ByteBuffer> field) {
        return field.isEmpty() ? "" : HexFormat.of().formatHex(bytes(field.getFirst()));
    }

    private static String text(List<ByteBuffer> field) {
        return new String(bytes(field.getFirst()), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer field) {
        byte[] bytes = new byte[field.remaining()];
        field.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
