package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A first start that is killed before any of its commits, and the start after it, which finds or
 * makes the whole schema.
 */
@Timeout(600)
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

  @TempDir Path directory;

  @Test
  void onSqliteTheNextStartMakesTheSchemaWhole() throws Exception {
    DataSource whole = sqlite(-1);
    Migrations.run(whole, whole, DatabaseKind.SQLITE);
    int cuts = 0;
    while (cutAndRepaired(sqlite(cuts), DatabaseKind.SQLITE, cuts, whole, TABLES_OF_SQLITE)) {
      cuts++;
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
      cuts++;
    }
    assertThat(cuts).as("commits of a first start").isGreaterThanOrEqualTo(10);
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
    assertThatCode(() -> Migrations.run(source, source, kind))
        .as("the start after one that was cut after %d commits", commits)
        .doesNotThrowAnyException();
    for (String question : List.of(schema, HISTORY)) {
      assertThat(texts(source, question))
          .as("after a start that was cut after %d commits", commits)
          .isEqualTo(texts(whole, question));
    }
    return process.areCut();
  }

  private static List<String> texts(DataSource source, String question) {
    return new JdbcTemplate(source).queryForList(question, String.class);
  }

  private DataSource sqlite(int number) throws SQLException {
    DriverManagerDataSource source =
        new DriverManagerDataSource(
            "jdbc:sqlite:"
                + directory.resolve(number + ".db")
                + "?journal_mode=WAL&synchronous=OFF");
    try (Connection connection = source.getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
    }
    return source;
  }

  private static DataSource postgres() {
    return new DriverManagerDataSource(TestDatabases.postgresUrl(), "postgres", "postgres");
  }
}
