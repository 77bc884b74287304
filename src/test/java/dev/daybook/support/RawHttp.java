package dev.daybook.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** HTTP as bytes on a socket, for what a polite client would not send. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 20_000;

    /** A request that asks for the connection to be closed behind the answer. */
    public record Request(String method, String path, List<String> headers, byte[] body) {

        public Request with(String header) {
            List<String> more = new ArrayList<>(headers);
            more.add(header);
            return new Request(method, path, more, body);
        }

        public Request as(String otherMethod) {
            return new Request(otherMethod, path, headers, body);
        }

        /** With this header instead of another one of its name. */
        public Request replacing(String header) {
            List<String> others = new ArrayList<>(headers);
            others.removeIf(line -> isOf(header.split(":", 2)[0], line));
            return new Request(method, path, others, body).with(header);
        }

        public boolean bears(String name) {
            return header(name).isPresent();
        }

        public Optional<String> header(String name) {
            return value(headers, name);
        }

        public Answer send() {
            return RawHttp.send(bytes());
        }

        /** As it goes over the line. */
        public byte[] bytes() {
            String head =
                    method
                            + " "
                            + path
                            + " HTTP/1.1\r\n"
                            + (bears("Host") ? "" : "Host: localhost\r\n")
                            + "Connection: close\r\n"
                            + String.join("", headers.stream().map(line -> line + "\r\n").toList())
                            + "\r\n";
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.getBytes(UTF_8));
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }

        @Override
        public String toString() {
            String start = new String(body, 0, Math.min(body.length, 80), ISO_8859_1);
            return method
                    + " "
                    + cut(path)
                    + " "
                    + headers.stream().map(RawHttp::cut).toList()
                    + " "
                    + start;
        }
    }

    /** What came back before the connection was closed. */
    public record Answer(int status, List<String> headers, String body) {

        public Optional<String> header(String name) {
            return value(headers, name);
        }
    }

    private RawHttp() {}

    private static Optional<String> value(List<String> headers, String name) {
        return headers.stream()
                .filter(line -> isOf(name, line))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    private static String cut(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private static boolean isOf(String name, String line) {
        return line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
    }

    public static Request request(String method, String path) {
        return new Request(method, path, List.of(), new byte[0]);
    }

    public static Request get(String path) {
        return request("GET", path);
    }

    /** JSON with its length. */
    public static Request post(String path, String body) {
        return post(path, body.getBytes(UTF_8));
    }

    public static Request post(String path, byte[] body) {
        return new Request(
                "POST",
                path,
                List.of("Content-Type: application/json", "Content-Length: " + body.length),
                body);
    }

    /** JSON in chunks, without a length. */
    public static Request postInChunks(String path, String body, int chunkSize) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        byte[] bytes = body.getBytes(UTF_8);
        for (int start = 0; start < bytes.length; start += chunkSize) {
            byte[] chunk =
                    Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + chunkSize));
            chunks.writeBytes((Integer.toHexString(chunk.length) + "\r\n").getBytes(UTF_8));
            chunks.writeBytes(chunk);
            chunks.writeBytes("\r\n".getBytes(UTF_8));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(UTF_8));
        return new Request(
                "POST",
                path,
                List.of("Content-Type: application/json", "Transfer-Encoding: chunked"),
                chunks.toByteArray());
    }

    public static Answer send(byte[] request) {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            write(socket.getOutputStream(), request);
            return answer(readAll(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server may answer, and close, before it has read everything. */
    private static void write(OutputStream out, byte[] request) throws IOException {
        try {
            out.write(request);
            out.flush();
        } catch (IOException early) {
            // the answer is there already, or reading it fails with the reason
        }
    }

    /** All there is; of a stream of events, which has no end, only what came first. */
    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            bytes.write(buffer, 0, length);
            if (isStream(bytes.toString(UTF_8))) {
                break;
            }
        }
        return bytes.toByteArray();
    }

    private static boolean isStream(String text) {
        int end = text.indexOf("\r\n\r\n");
        return end >= 0
                && text.substring(0, end).toLowerCase().contains("content-type: text/event-stream");
    }

    private static Answer answer(byte[] bytes) {
        // a byte is a character: chunks are counted in bytes
        String text = new String(bytes, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException("No answer: " + text);
        }
        List<String> head = text.substring(0, end).lines().toList();
        int status = Integer.parseInt(head.getFirst().split(" ")[1]);
        List<String> headers = head.subList(1, head.size());
        String body = text.substring(end + 4);
        boolean chunked = value(headers, "Transfer-Encoding").filter("chunked"::equals).isPresent();
        return new Answer(
                status,
                headers,
                new String((chunked ? joined(body) : body).getBytes(ISO_8859_1), UTF_8));
    }

    /** The chunks of a body without their lengths, as far as they are there. */
    private static String joined(String chunks) {
        StringBuilder body = new StringBuilder();
        int place = 0;
        for (int line = chunks.indexOf("\r\n");
                line > place;
                line = chunks.indexOf("\r\n", place)) {
            int start = line + 2;
            int end = start + Integer.parseInt(chunks.substring(place, line), 16);
            body.append(chunks, start, Math.min(end, chunks.length()));
            place = Math.min(end + 2, chunks.length());
        }
        return body.toString();
    }
}
