package dev.daybook.accounts;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.daybook.support.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Accounts over HTTP, on a real PostgreSQL. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class AccountResourceTest {

    @Test
    void a_new_account_is_created_with_its_location_version_and_position() {
        given().contentType(ContentType.JSON)
                .body(
                        """
                        {"accountId":"new-1","ownerId":"user-1","currency":"USD"}""")
                .post("/api/accounts")
                .then()
                .statusCode(201)
                .header("Location", "/api/accounts/new-1")
                .header("ETag", "\"1\"")
                .body("accountId", equalTo("new-1"));
    }
}
