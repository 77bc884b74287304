package dev.daybook.web.answer;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.daybook.web.EntityTags;
import dev.daybook.web.Headers;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What a write is answered with.
 *
 * @param ids that of the resource and, where it is of one, that of its part, by the names under
 *     which the JSON bears them
 * @param status of what a process takes further
 */
public record Receipt(
        SequencedMap<String, String> ids, long version, long position, @Nullable String status) {

    @JsonValue
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(ids);
        json.put("version", version);
        json.put("position", position);
        if (status != null) {
            json.put("status", status);
        }
        return json;
    }

    ResponseBuilder<Receipt> answer(boolean replayed) {
        ResponseBuilder<Receipt> answer =
                ResponseBuilder.ok(this)
                        .header(HttpHeaders.ETAG, EntityTags.of(version))
                        .header(Headers.EVENT_POSITION, position);
        return replayed ? answer.header(Headers.IDEMPOTENT_REPLAYED, true) : answer;
    }
}
