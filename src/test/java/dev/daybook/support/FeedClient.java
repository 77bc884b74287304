package dev.daybook.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Server-sent events on a socket of their own, as the standard has them: it reads only when it is
 * asked to, and can be ended at any byte.
 */
public final class FeedClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    /** One event; its id is a position. */
    public record Received(long id, JsonNode data) {}

    private final Socket socket = new Socket();
    private final InputStream in;
    private final List<String> head = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private Optional<Long> lastEventId;
    private Optional<String> retry = Optional.empty();
    private int leftOfChunk;

    private FeedClient(int port, String path, Optional<Long> lastEventId, int receiveBuffer) {
        this.lastEventId = lastEventId;
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            String request =
                    "GET "
                            + path
                            + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                            + lastEventId.map(id -> "Last-Event-ID: " + id + "\r\n").orElse("")
                            + "\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Follows the log from its beginning, or from where the query says. */
    public static FeedClient open(int port, String query) {
        return new FeedClient(port, "/api/events/feed" + query, Optional.empty(), 0).answered();
    }

    /** Goes on behind an event that it has. */
    public static FeedClient resume(int port, String query, long lastEventId) {
        return new FeedClient(port, "/api/events/feed" + query, Optional.of(lastEventId), 0)
                .answered();
    }

    /**
     * Asks, and reads nothing of the answer until it is told to; the system keeps little for it.
     */
    public static FeedClient withoutReading(int port, long lastEventId) {
        return new FeedClient(port, "/api/events/feed", Optional.of(lastEventId), 4096);
    }

    private FeedClient answered() {
        readHead();
        if (!head.getFirst().endsWith(" 200 OK")) {
            close();
            throw new IllegalStateException("No feed: " + head);
        }
        return this;
    }

    private void readHead() {
        try {
            for (String line = rawLine(); !line.isEmpty(); line = rawLine()) {
                head.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of the answer's head. */
    public List<String> head() {
        return head;
    }

    /** The comments so far. */
    public List<String> comments() {
        return comments;
    }

    /** From where it would go on. */
    public Optional<Long> lastEventId() {
        return lastEventId;
    }

    /** The pause that the server asked for. */
    public Optional<String> retry() {
        return retry;
    }

    /** The next event; waits for it. */
    public Received next() {
        return nextOrEnd().orElseThrow(() -> new IllegalStateException("The feed ended."));
    }

    /** So many of the next events. */
    public List<Received> next(int count) {
        List<Received> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(next());
        }
        return events;
    }

    /** Reads so many bytes and throws them away. */
    public void skip(int bytes) {
        try {
            in.skipNBytes(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes can be read without waiting. */
    public int available() {
        try {
            return in.available();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads up to the next comment, which is no event. */
    public void untilComment() {
        int before = comments.size();
        while (comments.size() == before) {
            block().ifPresent(
                            event -> {
                                throw new IllegalStateException("An event: " + event);
                            });
        }
    }

    /** The next event, or nothing where the server ended the feed in good order. */
    public Optional<Received> nextOrEnd() {
        if (head.isEmpty()) {
            readHead();
        }
        try {
            while (leftOfChunk >= 0) {
                Optional<Received> event = block();
                if (event.isPresent()) {
                    return event;
                }
            }
            return Optional.empty();
        } catch (UncheckedIOException e) {
            if (leftOfChunk < 0) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What stands up to the next empty line: an event, or nothing that is one. */
    private Optional<Received> block() {
        try {
            Optional<String> id = Optional.empty();
            StringBuilder data = new StringBuilder();
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.startsWith(":")) {
                    comments.add(line);
                } else if (line.startsWith("id: ")) {
                    id = Optional.of(line.substring(4));
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.startsWith("retry: ")) {
                    retry = Optional.of(line.substring(7));
                } else {
                    throw new IllegalStateException("An unknown line: " + line);
                }
            }
            id.map(Long::valueOf).ifPresent(known -> lastEventId = Optional.of(known));
            return data.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Received(
                                    lastEventId.orElseThrow(),
                                    new ObjectMapper().readTree(data.toString())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(); next != '\n'; next = read()) {
            line.write(next);
        }
        return line.toString(UTF_8);
    }

    /** The next byte of the body. */
    private int read() throws IOException {
        if (leftOfChunk == 0) {
            leftOfChunk = Integer.parseInt(rawLine(), 16);
            if (leftOfChunk == 0) {
                leftOfChunk = -1;
                throw new EOFException();
            }
        }
        int next = rawByte();
        leftOfChunk--;
        if (leftOfChunk == 0) {
            rawLine();
        }
        return next;
    }

    private String rawLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = rawByte(); next != '\n'; next = rawByte()) {
            line.write(next);
        }
        return line.toString(ISO_8859_1).strip();
    }

    private int rawByte() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new IOException("The connection was closed.");
        }
        return next;
    }

    /** Hangs up without a word, in the middle of whatever comes. */
    @Override
    public void close() {
        if (socket.isClosed()) {
            return;
        }
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
