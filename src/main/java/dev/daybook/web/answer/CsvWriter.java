package dev.daybook.web.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes tables as RFC 4180 has them: names first, lines end in CR LF, quotes where they are
 * needed. A text that a spreadsheet would take for a formula has an apostrophe in front, which
 * makes it a text there; numbers and dates are never changed.
 */
@Provider
@Produces(Tabular.CSV)
public final class CsvWriter implements MessageBodyWriter<Object> {

    private static final Pattern FORMULA =
            Pattern.compile("[=+@\\-\t\r\uFF1D\uFF0B\uFF0D\uFF20].*", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile(".*[\",\r\n].*", Pattern.DOTALL);

    /** Asked with the class of the whole answer first: what is in it is seen when it is written. */
    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return Tabular.class.isAssignableFrom(type);
    }

    @Override
    public void writeTo(
            Object table,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream body)
            throws IOException {
        body.write(csv((Tabular) table).getBytes(UTF_8));
    }

    static String csv(Tabular table) {
        StringBuilder csv = new StringBuilder(line(table.columns()));
        table.rows().forEach(row -> csv.append(line(row)));
        return csv.toString();
    }

    private static String line(List<?> values) {
        return values.stream().map(CsvWriter::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(Object value) {
        String plain = value.toString();
        String text =
                value instanceof String && FORMULA.matcher(plain).matches() ? "'" + plain : plain;
        return QUOTED.matcher(text).matches() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
