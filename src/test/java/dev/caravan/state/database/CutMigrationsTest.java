package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.caravan.state.Causes;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A first start that is killed before one of its commits, or whose disk is full, and the start
 * after it, which finds or makes the whole schema. Each third commit is tried, and {@code
 * -Dmigrations.step=1} tries each.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class CutMigrationsTest {
  private static final String COLUMNS_OF_POSTGRES =
      """
      select table_name || '.' || column_name || ' ' || data_type from information_schema.columns
      where table_schema = 'public' union all
      select indexdef from pg_indexes where schemaname = 'public' order by 1\
      """;
  private static final String TABLES_OF_SQLITE =
      "select name || ' ' || coalesce(sql, '') from sqlite_master order by 1";
  private static final String HISTORY =
      "select version from caravan_schema_history where version is not null order by version";

  private static final int STEP = Integer.getInteger("migrations.step", 3);
  private static final int PAGES_MORE = 5 * STEP;

  @TempDir Path directory;

  @Test
  void onSqliteTheNextStartMakesTheSchemaWhole() throws Exception {
    DataSource whole = sqlite(-1);
    Migrations.run(whole, whole, DatabaseKind.SQLITE);
    int cuts = 0;
    while (cutAndRepaired(sqlite(cuts), DatabaseKind.SQLITE, cuts, whole, TABLES_OF_SQLITE)) {
      cuts += STEP;
    }
    assertThat(cuts).as("commits of a first start").isGreaterThanOrEqualTo(10);
  }

  @Test
  void onPostgresTheNextStartMakesTheSchemaWhole() throws Exception {
    DataSource whole = postgres();
    Migrations.run(whole, whole, DatabaseKind.POSTGRESQL);
    DataSource cut = postgres();
    int cuts = 0;
    while (cutAndRepaired(cut, DatabaseKind.POSTGRESQL, cuts, whole, COLUMNS_OF_POSTGRES)) {
      new JdbcTemplate(cut).execute("drop schema public cascade");
      new JdbcTemplate(cut).execute("create schema public");
      cuts += STEP;
    }
    assertThat(cuts).as("commits of a first start").isGreaterThanOrEqualTo(10);
  }

  @Test
  void onSqliteTheStartAfterAFullDiskMakesTheSchemaWhole() throws Exception {
    DataSource whole = sqlite(-1);
    Migrations.run(whole, whole, DatabaseKind.SQLITE);
    int pages = 1;
    while (isFull(sqlite(pages, "&max_page_count=" + pages))) {
      repair(sqlite(pages), DatabaseKind.SQLITE, whole, TABLES_OF_SQLITE, pages + " pages");
      pages += PAGES_MORE;
    }
    assertThat(pages).as("pages of a first start").isGreaterThan(30);
  }

  private static boolean isFull(DataSource disk) {
    try {
      Migrations.run(disk, disk, DatabaseKind.SQLITE);
      return false;
    } catch (FlywayException e) {
      assertThat(Causes.of(e)).contains("SQLITE_FULL");
      return true;
    }
  }

  /** False when a start has no more than so many commits. */
  private static boolean cutAndRepaired(
      DataSource source, DatabaseKind kind, int commits, DataSource whole, String schema) {
    CutConnections process = new CutConnections(source, commits);
    try {
      Migrations.run(process, process, kind);
    } catch (FlywayException e) {
      assertThat(process.areCut()).as(e.toString()).isTrue();
    }
    repair(source, kind, whole, schema, commits + " commits");
    return process.areCut();
  }

  private static void repair(
      DataSource source, DatabaseKind kind, DataSource whole, String schema, String cut) {
    assertThatCode(() -> Migrations.run(source, source, kind))
        .as("the start after one that was cut after %s", cut)
        .doesNotThrowAnyException();
    for (String question : List.of(schema, HISTORY)) {
      assertThat(texts(source, question))
          .as("after a start that was cut after %s", cut)
          .isEqualTo(texts(whole, question));
    }
  }

  private static List<String> texts(DataSource source, String question) {
    return new JdbcTemplate(source).queryForList(question, String.class);
  }

  private DataSource sqlite(int number) throws SQLException {
    return sqlite(number, "");
  }

  private DataSource sqlite(int number, String more) throws SQLException {
    DriverManagerDataSource source =
        new DriverManagerDataSource(
            "jdbc:sqlite:"
                + directory.resolve(number + ".db")
                + "?journal_mode=WAL&synchronous=OFF"
                + more);
    try (Connection connection = source.getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
    }
    return source;
  }

  private static DataSource postgres() {
    return new DriverManagerDataSource(TestDatabases.postgresUrl(), "postgres", "postgres");
  }
}
