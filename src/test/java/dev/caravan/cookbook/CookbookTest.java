package dev.caravan.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.database.Database;
import dev.caravan.testing.Logged;
import dev.caravan.testing.TableAssert;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each route file of {@code docs/cookbook.md}, against a server that speaks as its API does. */
@Timeout(120)
class CookbookTest {
  private static final Duration LONGEST_RUN = Duration.ofSeconds(90);

  @TempDir Path directory;
  private Database database;
  private JdbcTemplate sql;

  @BeforeEach
  void open() {
    database = new Database(TestDatabases.migratedSqliteUrl(directory), "sa", "");
    sql = TestDatabases.jdbc(database.dataSource());
  }

  @AfterEach
  void close() {
    database.close();
  }

  static List<Recipe> recipes() {
    return List.of(
        Recipe.withFullScan("GitHub", new GitHub(), "github_issues", "id", "github-issues"),
        new Recipe(
            "Stripe",
            new Stripe(),
            "stripe_customers",
            "id",
            List.of("stripe-customers", "stripe-customers-all"),
            List.of("stripe-customers", "stripe-customers-all")),
        Recipe.withFullScan("Shopify", new Shopify(), "shopify_products", "id", "shopify-products"),
        Recipe.withFullScan("HubSpot", new HubSpot(), "hubspot_contacts", "id", "hubspot-contacts"),
        Recipe.withDeletes(
            "Salesforce", new Salesforce(), "salesforce_accounts", "id", "salesforce-accounts"),
        Recipe.withDeletes("Zendesk", new Zendesk(), "zendesk_tickets", "id", "zendesk-tickets"),
        Recipe.withDeletes("Slack", new Slack(), "slack_users", "id", "slack-users"),
        Recipe.withFullScan("Notion", new Notion(), "notion_pages", "id", "notion-pages"),
        Recipe.withFullScan("Jira", new Jira(), "jira_issues", "id", "jira-issues"),
        Recipe.withFullScan(
            "WooCommerce", new WooCommerce(), "woocommerce_orders", "id", "woocommerce-orders"),
        Recipe.withFullScan("GitLab", new GitLab(), "gitlab_issues", "id", "gitlab-issues"),
        Recipe.withFullScan("Airtable", new Airtable(), "airtable_tasks", "id", "airtable-tasks"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recipes")
  void loadsEveryRecordThenOnlyWhatChanged(Recipe recipe) throws Exception {
    try (CookbookApi api = new CookbookApi(recipe.style());
        Logged log = new Logged()) {
      for (String stream : recipe.first()) {
        run(recipe, api, stream);
        assertTable(recipe, api, recipe.table());
        assertNothingToSay(recipe, stream, log);
      }
      assertThat(api.wasTooFast()).as("the limit was told").isTrue();

      api.shelf().secondWave();
      for (String stream : recipe.then()) {
        run(recipe, api, stream);
        assertNothingToSay(recipe, stream, log);
      }
      assertTable(recipe, api, recipe.table() + " where _deleted is null");
      assertThat(deleted(recipe)).isEqualTo(Shelf.DELETED);
      assertThat(fetched(recipe.then().get(0))).isBetween((long) Shelf.ADDED, recipe.mostOfNews());
    }
  }

  /** How many rows a full scan deleted is said; and where that needs a version, that it waits. */
  private void assertNothingToSay(Recipe recipe, String stream, Logged log) {
    String notes = Objects.requireNonNullElse(latest(stream, "notes", String.class), "");
    assertThat(notes).isIn("", deletedNote(recipe), firstScanNote(recipe));
    assertThat(log.warnings().stream().filter(line -> line.contains("stream " + stream + " ")))
        .isEmpty();
  }

  private static String firstScanNote(Recipe recipe) {
    return "nothing was deleted from table %s: this is the first scan that loads it; the next one deletes"
        .formatted(recipe.table());
  }

  private static String deletedNote(Recipe recipe) {
    return "%d of 232 rows of table %s that the scan did not list were deleted"
        .formatted(Shelf.DELETED, recipe.table());
  }

  private void run(Recipe recipe, CookbookApi api, String stream) throws Exception {
    Map<String, String> settings =
        Map.of(
            "caravan.once", "true",
            "caravan.streams", stream,
            "caravan.datasource.url", TestDatabases.migratedSqliteUrl(directory),
            "caravan.datasource.username", "sa",
            "caravan.datasource.password", "");
    try (TestContext context = recipe.routes(api.url()).with(settings).start()) {
      RunOutcome outcome =
          context.bean("caravanSchedule", Schedule.class).await(stream, LONGEST_RUN).orElseThrow();
      assertThat(outcome.state()).as("%s", outcome).isEqualTo(RunState.COMPLETE);
    }
  }

  private void assertTable(Recipe recipe, CookbookApi api, String rows) {
    String key = recipe.key();
    Map<String, JsonNode> expected =
        api.shelf().live().stream()
            .map(recipe.style()::row)
            .collect(
                Collectors.toMap(
                    row -> row.findValue(row.has(key) ? key : "Id").asText(), row -> row));
    TableAssert.assertTable(database.dataSource(), rows)
        .keyedBy(key)
        .ignoring("_deleted")
        .holds(expected);
  }

  private int deleted(Recipe recipe) {
    String query = "select count(*) from %s where _deleted is not null".formatted(recipe.table());
    return sql.queryForObject(query, Integer.class);
  }

  private long fetched(String stream) {
    return latest(stream, "fetched", Long.class);
  }

  private <T> T latest(String stream, String column, Class<T> type) {
    String query =
        "select %s from caravan_run where stream = ? order by started desc limit 1"
            .formatted(column);
    return sql.queryForObject(query, type, stream);
  }
}
