package dev.daybook.web.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.daybook.engine.access.KeySecret;
import dev.daybook.web.Headers;
import dev.daybook.web.answer.Receipt;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * What is answered where a secret was made.
 *
 * @param secret the whole key, shown this once; not there where the request was sent again
 */
@RegisterForReflection
record IssuedKey(
        String keyId,
        @JsonInclude(Include.NON_NULL) @Nullable String secret,
        long version,
        long position) {

    private static final String ID = "keyId";

    static RestResponse<IssuedKey> of(RestResponse<Receipt> written, KeySecret secret) {
        Receipt receipt = written.getEntity();
        String id = receipt.ids().get(ID);
        boolean shownBefore = written.getHeaders().containsKey(Headers.IDEMPOTENT_REPLAYED);
        return RestResponse.ResponseBuilder.<IssuedKey>create(written.getStatus())
                .entity(
                        new IssuedKey(
                                id,
                                shownBefore ? null : secret.key(id),
                                receipt.version(),
                                receipt.position()))
                .replaceAll(written.getHeaders())
                .build();
    }
}
