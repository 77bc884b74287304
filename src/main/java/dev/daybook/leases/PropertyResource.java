package dev.daybook.leases;

import static dev.daybook.leases.Property.PROPERTY;
import static dev.daybook.leases.Property.Refusal.NO_SUCH_PROPERTY;

import dev.daybook.engine.Engine;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.leases.Property.Address;
import dev.daybook.leases.Property.Command;
import dev.daybook.leases.Property.Command.Register;
import dev.daybook.leases.Property.Unit;
import dev.daybook.leases.PropertySummaries.Offer;
import dev.daybook.leases.PropertySummaries.PropertySummary;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Properties over HTTP, and the search for one with a unit that is free. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "Houses, their units, and which are free.")
@RequiresScope("leases")
@Path("/api/properties")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class PropertyResource {

    private static final int MOST_UNITS = 500;
    private static final long MOST_RENT = 999_999_999_999_999_999L;

    /** A unit is free today where no lease holds; it is offered at a rent, or not at all. */
    private static final String SEARCH =
            """
            select p.property_id, p.street, p.city, p.postal_code, p.country, p.manager_id, offered.units, p.version
            from property_summary p
            cross join lateral (
                select jsonb_agg(jsonb_build_object('unitId', each.unit_id, 'monthlyRent', each.rent,
                                                    'currency', each.currency, 'available', each.free)
                                 order by each.number) as units,
                       bool_or(each.fits) as fits, bool_or(each.fits and each.free) as fits_free
                from (
                    select u.number, u.unit ->> 'unitId' as unit_id, (u.unit ->> 'monthlyRent')::bigint as rent,
                           u.unit ->> 'currency' as currency,
                           ($4::bigint is null or (u.unit ->> 'monthlyRent')::bigint >= $4)
                               and ($5::bigint is null or (u.unit ->> 'monthlyRent')::bigint <= $5) as fits,
                           not exists (
                               select from lease_summary l
                               where l.property_id = p.property_id and l.status in ('ACTIVE', 'TERMINATED')
                                 and (l.unit_id is null or l.unit_id = u.unit ->> 'unitId')
                                 and l.start_date <= (now() at time zone 'UTC')::date
                                 and l.ends_before > (now() at time zone 'UTC')::date) as free
                    from jsonb_array_elements(p.units) with ordinality as u(unit, number)) each) offered
            where %s
              and ($3::boolean is null or coalesce(offered.fits_free, false) = $3)
              and offered.fits
              and ($6::text is null
                   or strpos(lower(concat_ws(' ', p.street, p.postal_code, p.city, p.country)), lower($6)) > 0)
              and p.property_id > coalesce($7::text, '')
            order by p.property_id
            limit $8
            """;

    /** Each by an index of its own: a statement is planned once, whatever it is asked for. */
    static final String IN_CITY =
            SEARCH.formatted(
                    "lower(p.city) = lower($1) and ($2::text is null or p.manager_id = $2)");

    static final String OF_MANAGER = SEARCH.formatted("$1::text is null and p.manager_id = $2");
    static final String ALL = SEARCH.formatted("$1::text is null and $2::text is null");

    record PropertyView(
            String propertyId,
            Address address,
            String managerId,
            List<Offer> units,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        static PropertyView of(PropertySummary property) {
            return new PropertyView(
                    property.propertyId(),
                    new Address(
                            property.street(),
                            property.city(),
                            property.postalCode(),
                            property.country()),
                    property.managerId(),
                    property.units(),
                    property.version(),
                    property.createdAt(),
                    property.updatedAt());
        }
    }

    /**
     * @param available whether nobody has it today
     */
    record FoundUnit(
            String unitId,
            @Nullable Long monthlyRent,
            @Nullable Currency currency,
            boolean available) {}

    record FoundRow(
            String propertyId,
            String street,
            String city,
            String postalCode,
            String country,
            String managerId,
            List<FoundUnit> units,
            long version) {}

    record FoundProperty(
            String propertyId,
            Address address,
            String managerId,
            List<FoundUnit> units,
            long version) {

        static FoundProperty of(FoundRow row) {
            return new FoundProperty(
                    row.propertyId(),
                    new Address(row.street(), row.city(), row.postalCode(), row.country()),
                    row.managerId(),
                    row.units(),
                    row.version());
        }
    }

    private final Writes<Command> writes;
    private final Reads<PropertySummary> properties;
    private final Reads<FoundRow> search;

    PropertyResource(Commands commands, Engine engine) {
        writes = new Writes<>(commands, PROPERTY, "propertyId", "/api/properties");
        properties = new Reads<>(engine.readModel(new PropertySummaries()));
        search =
                new Reads<>(
                        engine.readModel(
                                FoundRow.class,
                                List.of(new PropertySummaries(), new LeaseSummaries())));
    }

    @POST
    public Uni<RestResponse<Receipt>> registerProperty(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.create(
                        in ->
                                new Register(
                                        in.object("address", PropertyResource::address),
                                        in.id("managerId"),
                                        in.list("units", MOST_UNITS, PropertyResource::unit))));
    }

    private static Address address(Fields in) {
        return new Address(
                in.text("street"), in.text("city"), in.text("postalCode"), in.text("country"));
    }

    private static Unit unit(Fields in) {
        return new Unit(in.id("unitId"), in.optionalActiveMoney("monthlyRent").orElse(null));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<PropertyView>> getProperty(@BeanParam Request request) {
        return request.answer(
                properties.one(NO_SUCH_PROPERTY, PropertySummary::version, PropertyView::of));
    }

    @GET
    public Uni<RestResponse<Page<FoundProperty>>> searchProperties(@BeanParam Request request) {
        return request.answer(
                search.page(
                        query -> search(query.filters()),
                        PropertyResource::searched,
                        FoundRow::propertyId,
                        FoundProperty::of));
    }

    private static String search(List<Optional<?>> filters) {
        boolean inCity = filters.getFirst().isPresent();
        boolean ofManager = filters.get(1).isPresent();
        return inCity ? IN_CITY : ofManager ? OF_MANAGER : ALL;
    }

    private static PageQuery searched(Parameters in) {
        return in.page(
                Function.identity(),
                in.optionalText("city"),
                in.optionalId("managerId"),
                in.flag("available"),
                rent(in, "minRent"),
                rent(in, "maxRent"),
                in.optionalText("q"));
    }

    private static Optional<Long> rent(Parameters in, String name) {
        OptionalLong rent = in.optionalNumber(name, 0, MOST_RENT);
        return rent.isPresent() ? Optional.of(rent.getAsLong()) : Optional.empty();
    }
}
