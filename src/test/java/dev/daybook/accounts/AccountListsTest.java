package dev.daybook.accounts;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Background;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists of accounts and their histories, page by page, while more is written. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class AccountListsTest {

    @Test
    void the_accounts_of_an_owner_are_listed_in_full_whatever_the_size_of_a_page() {
        List<String> ids = open("owner-a", "a-", 7);
        open("owner-b", "b-", 1);
        for (int limit : new int[] {1, 2, 3, 7, 100}) {
            assertEquals(ids, allPages("/api/accounts?ownerId=owner-a&limit=" + limit));
        }
    }

    @Test
    void a_list_without_a_limit_has_25_items() {
        open("owner-many", "many-", 26);
        get("/api/accounts?ownerId=owner-many")
                .then()
                .statusCode(200)
                .header("Projection-Position", matchesPattern("\\d+"))
                .body("items", hasSize(25))
                .body("items[0].ownerId", equalTo("owner-many"));
    }

    @Test
    void an_owner_without_accounts_has_an_empty_list() {
        Response page = get("/api/accounts?ownerId=nobody");
        page.then().statusCode(200).body("items", hasSize(0));
        assertNoNextPage(page);
    }

    @Test
    void a_page_begins_behind_the_one_before_though_accounts_are_inserted_meanwhile() {
        open("owner-c", "c-m-", 4);
        Response first = get("/api/accounts?ownerId=owner-c&limit=2");
        first.then().body("items.accountId", contains("c-m-0", "c-m-1"));
        open("owner-c", "c-a-", 3);
        open("owner-c", "c-z-", 1);
        assertEquals(List.of("c-m-2", "c-m-3", "c-z-0"), allPages(next(first)));
    }

    @Test
    void a_cursor_is_refused_with_other_filters_than_it_was_made_for() {
        open("owner-d", "d-", 3);
        String cursor = get("/api/accounts?ownerId=owner-d&limit=1").path("nextCursor");
        refused("/api/accounts?ownerId=owner-e&cursor=" + cursor);
        refused("/api/accounts/d-0/history?cursor=" + cursor);
    }

    @Test
    void a_history_shows_the_newest_first_page_by_page() {
        history("h-1", 6);
        assertEquals(
                List.of("7", "6", "5", "4", "3", "2", "1"),
                allPages("/api/accounts/h-1/history?limit=3"));
    }

    @Test
    void a_history_goes_on_behind_its_cursor_though_money_moves_meanwhile() {
        history("h-2", 3);
        Response first = get("/api/accounts/h-2/history?limit=2");
        first.then().body("entries.streamVersion", contains(4, 3));
        deposit("h-2", 9);
        awaitHistory("h-2", 5);
        assertEquals(List.of("2", "1"), allPages(next(first)));
    }

    @Test
    void a_history_takes_an_offset_too() {
        history("h-3", 4);
        get("/api/accounts/h-3/history?limit=2&offset=1")
                .then()
                .body("entries.streamVersion", contains(4, 3));
        get("/api/accounts/h-3/history?limit=2&offset=5").then().body("entries", hasSize(0));
        assertEquals(
                List.of("4", "3", "2", "1"),
                allPages("/api/accounts/h-3/history?limit=2&offset=1"));
    }

    @Test
    void a_history_is_filtered_by_type() {
        history("h-4", 2);
        get("/api/accounts/h-4/history?type=AccountCreated")
                .then()
                .body("entries.eventType", contains("AccountCreated"));
        assertEquals(
                List.of("3", "2"),
                allPages("/api/accounts/h-4/history?type=MoneyDeposited&limit=1"));
    }

    @Test
    void a_history_is_filtered_by_time_from_an_instant_to_before_another() {
        history("h-5", 3);
        Response all = get("/api/accounts/h-5/history");
        String second = all.path("entries.find { it.streamVersion == 2 }.occurredAt");
        String third = all.path("entries.find { it.streamVersion == 3 }.occurredAt");
        get("/api/accounts/h-5/history?from=" + second + "&to=" + third)
                .then()
                .body("entries.streamVersion", contains(2));
        assertEquals(
                List.of("4", "3"), allPages("/api/accounts/h-5/history?limit=1&from=" + third));
        get("/api/accounts/h-5/history?to=2000-01-01T00:00:00Z")
                .then()
                .statusCode(200)
                .body("entries", hasSize(0));
    }

    @Test
    void a_cursor_of_a_history_is_refused_for_another_account_type_or_time() {
        history("h-6", 3);
        history("h-7", 3);
        String cursor = get("/api/accounts/h-6/history?limit=1").path("nextCursor");
        refused("/api/accounts/h-7/history?cursor=" + cursor);
        refused("/api/accounts/h-6/history?type=MoneyDeposited&cursor=" + cursor);
        refused("/api/accounts/h-6/history?from=2000-01-01T00:00:00Z&cursor=" + cursor);
    }

    @Test
    void a_list_shows_each_account_once_though_accounts_change_and_are_inserted_meanwhile() {
        List<String> ids = open("owner-f", "f-", 9);
        List<String> seen = new ArrayList<>();
        Response page = get("/api/accounts?ownerId=owner-f&limit=2");
        addItems(page, seen);
        for (int turn = 0; page.header("Link") != null; turn++) {
            ids.forEach(id -> deposit(id, 1));
            open("owner-f", "f-4-" + turn + "-", 1);
            open("owner-f", "a-f-" + turn + "-", 1);
            page = get(next(page));
            addItems(page, seen);
        }
        assertEquals(seen.stream().distinct().sorted().toList(), seen);
        assertTrue(seen.containsAll(ids), () -> "Missing some of " + ids + " in " + seen);
    }

    @Test
    void a_list_is_complete_while_others_write() {
        List<String> ids = open("owner-g", "g-", 30);
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Integer> writer =
                Background.start(
                        () -> {
                            int number = 0;
                            while (!ended.get() && number < 200) {
                                String id = (number % 2 == 0 ? "g-1" : "a-g-") + "x" + number++;
                                post("/api/accounts", opening(id, "owner-g"));
                                deposit(ids.get(number % ids.size()), 1);
                            }
                            return number;
                        });
        for (int round = 0; round < 6; round++) {
            List<String> seen = allPages("/api/accounts?ownerId=owner-g&limit=7");
            assertEquals(seen.stream().distinct().sorted().toList(), seen);
            assertTrue(seen.containsAll(ids), () -> "Missing some of " + ids + " in " + seen);
        }
        ended.set(true);
        assertTrue(Wait.answerOf(writer) > 0);
    }

    @Test
    void a_link_repeats_the_filters_and_the_limit_and_nothing_that_is_over() {
        history("h-8", 5);
        Response first =
                get(
                        "/api/accounts/h-8/history?limit=2&offset=1&minPosition=1"
                                + "&from=2020-01-01T02:00:00%2B02:00&type=MoneyDeposited");
        first.then().statusCode(200).body("entries.streamVersion", contains(5, 4));
        String link = next(first);
        assertFalse(link.contains("minPosition") || link.contains("offset"), link);
        Response second = get(link + "&minPosition=1");
        second.then().statusCode(200).body("entries.streamVersion", contains(3, 2));
        assertNoNextPage(second);

        open("owner-h", "l-", 2);
        Response page = get("/api/accounts?ownerId=owner-h&limit=1&minPosition=1");
        assertFalse(next(page).contains("minPosition"), next(page));
    }

    /** Follows the links as they are given, to the last page. */
    private static List<String> allPages(String start) {
        List<String> items = new ArrayList<>();
        Response page = get(start);
        addItems(page, items);
        while (page.header("Link") != null) {
            page = get(next(page));
            addItems(page, items);
        }
        assertNoNextPage(page);
        return items;
    }

    private static void addItems(Response page, List<String> items) {
        page.then().statusCode(200);
        List<Object> found =
                page.jsonPath().get("items") == null
                        ? page.path("entries.streamVersion")
                        : page.path("items.accountId");
        found.forEach(item -> items.add(item.toString()));
    }

    private static String next(Response page) {
        String link = page.header("Link");
        assertTrue(link.matches("<[^>]+>; rel=\"next\""), link);
        assertTrue(link.contains(page.<String>path("nextCursor")), link);
        return link.substring(1, link.indexOf('>'));
    }

    private static void assertNoNextPage(Response page) {
        assertFalse(page.headers().hasHeaderWithName("Link"));
        assertNull(page.<String>path("nextCursor"));
    }

    private static void refused(String path) {
        get(path)
                .then()
                .statusCode(400)
                .body("errors[0].parameter", equalTo("cursor"))
                .body("errors[0].code", equalTo("invalid-cursor"));
    }

    private static List<String> open(String owner, String prefix, int count) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(number -> prefix + number).sorted().toList();
        ids.forEach(id -> post("/api/accounts", opening(id, owner)));
        ids.forEach(
                id ->
                        Wait.until(
                                () -> get("/api/accounts/" + id).statusCode(),
                                status -> status == 200));
        return ids;
    }

    private static Map<String, Object> opening(String id, String owner) {
        return Map.of("accountId", id, "ownerId", owner, "currency", "USD");
    }

    private static void history(String id, int deposits) {
        post("/api/accounts", opening(id, "o"));
        for (int i = 1; i <= deposits; i++) {
            deposit(id, i);
        }
        awaitHistory(id, deposits + 1);
    }

    private static void awaitHistory(String id, int version) {
        Wait.until(
                () -> get("/api/accounts/" + id + "/history?limit=1"),
                answer ->
                        answer.statusCode() == 200
                                && Objects.equals(
                                        answer.path("entries[0].streamVersion"), version));
    }

    private static void deposit(String id, int amount) {
        post(
                "/api/accounts/" + id + "/deposits",
                Map.of("amount", amount, "currency", "USD", "transactionId", "t"));
    }

    private static void post(String path, Map<String, Object> body) {
        int status = given().contentType(ContentType.JSON).body(body).post(path).statusCode();
        assertTrue(status < 300, path + " was answered with " + status);
    }

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).get(path);
    }
}
