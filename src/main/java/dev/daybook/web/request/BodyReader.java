package dev.daybook.web.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.web.problem.FrameworkProblems;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Parses a body strictly: one JSON object in UTF-8, without duplicate keys, neither longer nor
 * deeper than anybody needs.
 */
@Provider
public final class BodyReader implements ServerMessageBodyReader<Body> {

    private static final int DEEPEST = 20;
    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_OF_MANY = 4 << 20;

    /** Marks a resource whose bodies bear many requests at once: they may be 4 MiB long. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface TakesMany {}

    private final JsonMapper json =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .disable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .maxNumberLength(100)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    @Override
    public boolean isReadable(
            Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Body.class;
    }

    @Override
    public boolean isReadable(
            Class<?> type,
            Type genericType,
            ResteasyReactiveResourceInfo method,
            MediaType mediaType) {
        return type == Body.class;
    }

    @Override
    public Body readFrom(
            Class<Body> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream stream)
            throws IOException {
        requireUtf8(mediaType);
        return body(stream, LONGEST);
    }

    /** The way that is taken here; the other one is what JAX-RS asks for. */
    @Override
    public Body readFrom(
            Class<Body> type, Type genericType, MediaType mediaType, ServerRequestContext request)
            throws IOException {
        requireUtf8(mediaType);
        int longest = longest(request.getResteasyReactiveResourceInfo().getResourceClass());
        int length = request.getRequestHeaders().getLength();
        if (length > longest) {
            throw tooLarge(longest);
        }
        return body(request.getInputStream(), length < 0 ? longest : length);
    }

    /**
     * No body at all is one without fields: all that is missing is then told.
     *
     * @param longest bytes that the body may have
     */
    private Body body(InputStream stream, int longest) throws IOException {
        try {
            String text = text(stream, longest);
            if (text.isEmpty()) {
                return Body.NONE;
            }
            JsonNode node = json.readTree(text);
            if (node == null || !node.isObject()) {
                throw malformed("The body is not a JSON object.");
            }
            return new Body(node);
        } catch (CharacterCodingException e) {
            throw malformed("The body is not valid UTF-8.");
        } catch (JsonProcessingException e) {
            throw malformed("The body is not valid JSON" + place(e) + ".");
        }
    }

    /**
     * Reads no more than anybody needs: the framework's own limit would end the request without a
     * problem.
     */
    private static String text(InputStream stream, int longest) throws IOException {
        byte[] bytes = stream.readNBytes(longest + 1);
        if (bytes.length > longest) {
            throw tooLarge(longest);
        }
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static int longest(Class<?> resource) {
        return resource.isAnnotationPresent(TakesMany.class) ? LONGEST_OF_MANY : LONGEST;
    }

    private static ProblemException tooLarge(int longest) {
        return FrameworkProblems.bodyOver(longest).exception();
    }

    private static void requireUtf8(MediaType mediaType) {
        String charset = mediaType.getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !charset.equalsIgnoreCase(UTF_8.name())) {
            throw FrameworkProblems.of(415).exception();
        }
    }

    private static String place(JsonProcessingException e) {
        return e instanceof JsonParseException && e.getLocation() != null
                ? ", at line "
                        + e.getLocation().getLineNr()
                        + ", column "
                        + e.getLocation().getColumnNr()
                : "";
    }

    private static ProblemException malformed(String detail) {
        return Problem.of(400, "malformed-json", detail).exception();
    }
}
