package dev.caravan.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TableAssert;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From an OpenAPI document and the API behind it to streams that load what it has. */
@Timeout(90)
class OpenApiDiscoveryTest {
  private static final String DOCUMENT = "src/test/resources/discover/shop.openapi.yaml";

  @TempDir Path directory;

  @Test
  void eachListBecomesAStreamAndThoseOfARecordChildren() throws Exception {
    String url = TestDatabases.sqliteUrl(directory);
    try (Sandbox sandbox =
            Sandbox.start(
                SandboxOptions.defaults().withToken(Discovered.TOKEN).withCounts(0, 130, 90));
        Database database = new Database(url, "", "")) {
      Discovered file = Discovered.of(directory, "shop", sandbox.url(), "--openapi", DOCUMENT);
      assertThat(file.code()).as("%s%n%s", file.said(), file.text()).isZero();
      assertThat(sandbox.traffic().requests()).hasSizeLessThanOrEqualTo(3 * 12);
      assertThat(file.text())
          .contains("bearerToken: \"{{env:TOKEN}}\"", "uri: kamelet:caravan-pull-children")
          .contains("QUESTION: /payments needs account")
          .contains("watermarkParam: updated_after");

      file.runs(database, url, List.of("orders", "customers", "orders-lines"));
      TableAssert.assertTable(database.dataSource(), "orders")
          .keyedBy("order_id")
          .ignoring("_deleted")
          .holds(sandbox.shop().expected("orders"));
      TableAssert.assertTable(database.dataSource(), "customers")
          .ignoring("_deleted")
          .holds(sandbox.shop().expected("customers"));
      TableAssert.assertTable(database.dataSource(), "orders_lines")
          .keyedBy("line_id")
          .ignoring("_deleted")
          .holds(sandbox.shop().expectedLines());
    }
  }
}
