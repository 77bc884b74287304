package dev.daybook.orders;

import static dev.daybook.orders.Order.MOST_OF_ONE;
import static dev.daybook.orders.Order.ORDER;
import static dev.daybook.orders.Order.Refusal.NO_SUCH_ORDER;

import dev.daybook.engine.Engine;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.orders.Order.Command;
import dev.daybook.orders.Order.Command.*;
import dev.daybook.orders.Order.Item;
import dev.daybook.orders.Orders.OrderSummary;
import dev.daybook.orders.Orders.Status;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Orders over HTTP. */
@Tag(description = "What a customer wants to buy.")
@RequiresScope("orders")
@Path("/api/orders")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class OrderResource {

    private static final int MOST_LINE_ITEMS = 100;

    private static final String OF_CUSTOMER =
            """
            select order_id, customer_id, currency, status, items, total, cancellation_reason, version, created_at, updated_at
            from order_summary
            where customer_id = $1 and ($2::text is null or status = $2) and order_id > coalesce($3::text, '')
            order by order_id
            limit $4
            """;

    private static final String OF_STATUS =
            """
            select order_id, customer_id, currency, status, items, total, cancellation_reason, version, created_at, updated_at
            from order_summary
            where $1::text is null and status = $2 and order_id > coalesce($3::text, '')
            order by order_id
            limit $4
            """;

    private static final String ALL =
            """
            select order_id, customer_id, currency, status, items, total, cancellation_reason, version, created_at, updated_at
            from order_summary
            where $1::text is null and $2::text is null and order_id > coalesce($3::text, '')
            order by order_id
            limit $4
            """;

    private static final List<String> STATUSES =
            Arrays.stream(Status.values()).map(Status::name).toList();

    private final Writes<Command> writes;
    private final Reads<OrderSummary> orders;

    OrderResource(Commands commands, Engine engine) {
        writes = new Writes<>(commands, ORDER, "orderId", "/api/orders");
        orders = new Reads<>(engine.readModel(new Orders()));
    }

    @POST
    public Uni<RestResponse<Receipt>> createOrder(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.create(
                        in -> {
                            in.sentBy(in.optionalId("userId"));
                            return new Create(
                                    in.id("customerId"),
                                    in.activeCurrency("currency"),
                                    in.list("lineItems", MOST_LINE_ITEMS, OrderResource::item));
                        }));
    }

    @POST
    @Path("{id}/items")
    public Uni<RestResponse<Receipt>> addItem(@BeanParam Request request, Body body) {
        return request.answer(body, writes.execute(in -> new AddItem(item(in))));
    }

    @DELETE
    @Path("{id}/items/{productId}")
    public Uni<RestResponse<Receipt>> removeItem(@BeanParam Request request) {
        return request.answer(
                writes.executeBodiless(
                        in ->
                                new RemoveItem(
                                        in.part("productId"),
                                        in.optionalNumber("quantity", 1, MOST_OF_ONE))));
    }

    @POST
    @Path("{id}/place")
    public Uni<RestResponse<Receipt>> placeOrder(@BeanParam Request request, Body body) {
        return request.answer(body, writes.execute(_ -> new Place()));
    }

    @POST
    @Path("{id}/confirm")
    public Uni<RestResponse<Receipt>> confirmOrder(@BeanParam Request request, Body body) {
        return request.answer(body, writes.execute(_ -> new Confirm()));
    }

    @POST
    @Path("{id}/cancel")
    public Uni<RestResponse<Receipt>> cancelOrder(@BeanParam Request request, Body body) {
        return request.answer(body, writes.execute(in -> new Cancel(in.text("reason"))));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<OrderSummary>> getOrder(@BeanParam Request request) {
        return request.answer(orders.one(NO_SUCH_ORDER, OrderSummary::version, order -> order));
    }

    @GET
    public Uni<RestResponse<Page<OrderSummary>>> listOrders(@BeanParam Request request) {
        return request.answer(
                orders.page(
                        OrderResource::selection,
                        in ->
                                in.page(
                                        Function.identity(),
                                        in.optionalId("customerId"),
                                        in.oneOf("status", STATUSES)),
                        OrderSummary::orderId,
                        order -> order));
    }

    /** Each has an index of its own. */
    private static String selection(PageQuery query) {
        Optional<?> customer = query.filters().getFirst();
        Optional<?> status = query.filters().getLast();
        return customer.isPresent() ? OF_CUSTOMER : status.isPresent() ? OF_STATUS : ALL;
    }

    private static Item item(Fields in) {
        return new Item(
                in.id("productId"),
                in.number("quantity", 1, MOST_OF_ONE),
                in.amount("unitPriceCents"));
    }
}
