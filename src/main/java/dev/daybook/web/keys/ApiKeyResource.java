package dev.daybook.web.keys;

import static dev.daybook.engine.access.ApiKey.API_KEY;
import static dev.daybook.engine.access.ApiKey.Refusal.NO_SUCH_KEY;

import dev.daybook.engine.Engine;
import dev.daybook.engine.access.ApiKey.Command;
import dev.daybook.engine.access.ApiKey.Command.*;
import dev.daybook.engine.access.ApiKeys;
import dev.daybook.engine.access.ApiKeys.ApiKeySummary;
import dev.daybook.engine.access.KeySecret;
import dev.daybook.engine.access.KeyUses;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.web.access.EndpointScopes;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Request;
import dev.daybook.web.request.Shape;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Keys over HTTP. */
@RegisterForReflection
@Tag(description = "Keys by which programs are known, and what each may do.")
@RequiresScope(Scopes.ACCESS_ADMIN)
@Path("/api/keys")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ApiKeyResource {

    private static final String ALL =
            """
            select key_id, owner, scopes, expires_at, revoked_at, version, created_at, updated_at
            from api_key_summary
            where ($1::text is null or owner = $1) and key_id > coalesce($2::text, '')
            order by key_id
            limit $3
            """;

    private static final int MOST_SCOPES = 100;

    /** A scope that endpoints name, or one that is narrowed to what belongs to somebody. */
    private static final Shape<List<String>> SCOPES =
            Shape.list(
                    Shape.ruled(
                            ApiKeyResource::fault,
                            Map.of("type", "string", "maxLength", 100),
                            "accounts:read"),
                    MOST_SCOPES);

    private static final long LONGEST_OVERLAP = Duration.ofDays(30).toSeconds();
    private static final long USUAL_OVERLAP = Duration.ofDays(1).toSeconds();

    private final Writes<Command> writes;
    private final Reads<ApiKeySummary> keys;
    private final KeyUses uses;

    ApiKeyResource(Commands commands, Engine engine, KeyUses uses) {
        writes = new Writes<>(commands, API_KEY, "keyId", "/api/keys");
        keys = new Reads<>(engine.readModel(new ApiKeys()));
        this.uses = uses;
    }

    private static Optional<Shape.Fault> fault(String scope) {
        Set<String> known = EndpointScopes.all();
        return Scopes.nameOf(scope).filter(known::contains).isPresent()
                ? Optional.empty()
                : Optional.of(
                        new Shape.Fault(
                                "unknown-scope",
                                "The scopes are " + String.join(", ", known) + "."));
    }

    @POST
    public Uni<RestResponse<IssuedKey>> createKey(@BeanParam Request request, Body body) {
        KeySecret secret = KeySecret.random();
        return request.answer(
                body,
                writes.create(in -> create(in, secret)).map(made -> IssuedKey.of(made, secret)));
    }

    private static Command create(Fields in, KeySecret secret) {
        List<String> scopes = in.required("scopes", SCOPES);
        in.occasion().requireOwn(scopes.stream().filter(each -> fault(each).isEmpty()).toList());
        return new Create(
                in.id("owner"), scopes, in.optional("expiresAt", Shape.INSTANT), secret.hash());
    }

    @POST
    @Path("{id}/rotate")
    public Uni<RestResponse<IssuedKey>> rotateKey(@BeanParam Request request, Body body) {
        KeySecret secret = KeySecret.random();
        return request.answer(
                body,
                writes.execute(in -> rotate(in, secret)).map(made -> IssuedKey.of(made, secret)));
    }

    private static Command rotate(Fields in, KeySecret secret) {
        long overlap =
                in.optionalNumber("overlapSeconds", 0, LONGEST_OVERLAP).orElse(USUAL_OVERLAP);
        return new Rotate(secret.hash(), Instant.now().plusSeconds(overlap));
    }

    @DELETE
    @Path("{id}")
    public Uni<RestResponse<Receipt>> revokeKey(@BeanParam Request request) {
        return request.answer(writes.executeBodiless(_ -> new Revoke()));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<KeyView>> getKey(@BeanParam Request request) {
        return request.answer(
                keys.one(NO_SUCH_KEY, ApiKeySummary::version, KeyView::of)
                        .filled(key -> uses.of(List.of(key.keyId())).map(all -> used(key, all))));
    }

    private static KeyView used(KeyView key, Map<String, Instant> uses) {
        return key.usedAt(uses.get(key.keyId()));
    }

    @GET
    public Uni<RestResponse<Page<KeyView>>> listKeys(@BeanParam Request request) {
        return request.answer(
                keys.page(
                                ALL,
                                in -> in.page(Function.identity(), in.optionalId("owner")),
                                ApiKeySummary::keyId,
                                KeyView::of)
                        .filled(this::used));
    }

    private Uni<Page<KeyView>> used(Page<KeyView> page) {
        return uses.of(page.items().stream().map(KeyView::keyId).toList())
                .map(all -> page.map(key -> used(key, all)));
    }
}
