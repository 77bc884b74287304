package dev.daybook.web.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.daybook.web.answer.Receipt;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * What is answered where a secret was made.
 *
 * @param secret with which messages are signed, shown this once; not there where the request was
 *     sent again
 */
@RegisterForReflection
record IssuedSecret(
        String webhookId,
        @JsonInclude(Include.NON_NULL) @Nullable String secret,
        long version,
        long position) {

    static final String ID = "webhookId";

    static RestResponse<IssuedSecret> of(RestResponse<Receipt> written, NewSecret secret) {
        Receipt receipt = written.getEntity();
        return RestResponse.ResponseBuilder.<IssuedSecret>create(written.getStatus())
                .entity(
                        new IssuedSecret(
                                receipt.ids().get(ID),
                                NewSecret.isRepeated(written) ? null : secret.secret().text(),
                                receipt.version(),
                                receipt.position()))
                .replaceAll(written.getHeaders())
                .build();
    }
}
