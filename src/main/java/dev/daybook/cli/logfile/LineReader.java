package dev.daybook.cli.logfile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of a file, however long it is; no line is kept that is longer than any event. */
public final class LineReader {

    private static final int LONGEST = 64 << 20;
    private static final int READ_AT_ONCE = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[READ_AT_ONCE];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int from;
    private int to;

    public LineReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next line without its end, none at the end of the file.
     *
     * @throws BadLine if it is not UTF-8, or far too long
     */
    public Optional<String> next() throws BadLine, IOException {
        line.reset();
        while (from < to || fill()) {
            int end = endOfLine();
            line.write(buffer, from, end - from);
            from = end + 1;
            if (end < to) {
                return Optional.of(text());
            }
            if (line.size() > LONGEST) {
                throw new BadLine("it is longer than any event");
            }
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(text());
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }

    private int endOfLine() {
        int at = from;
        while (at < to && buffer[at] != '\n') {
            at++;
        }
        return at;
    }

    private String text() throws BadLine {
        try {
            // one that reports what it cannot read
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadLine("it is not UTF-8");
        }
    }
}
