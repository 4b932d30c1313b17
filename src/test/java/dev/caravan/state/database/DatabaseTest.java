package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class DatabaseTest {
  @TempDir Path directory;

  @Test
  void createsItsOwnTablesInSqlite() {
    try (Database database = TestDatabases.emptySqlite(directory)) {
      assertHasItsTables(database);
    }
  }

  @Test
  void createsItsOwnTablesInPostgres() {
    try (Database database = TestDatabases.emptyPostgres()) {
      assertHasItsTables(database);
    }
  }

  @Test
  void namesTheDatabaseThatItCannotReachWithoutItsSecrets() {
    try (Database database =
        new Database("jdbc:postgresql://127.0.0.1:1/shop?password=hush", "joe", "hush")) {
      assertThatThrownBy(database::dataSource)
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/shop")
          .hasMessageContaining("caravan.datasource.url")
          .hasMessageNotContaining("hush");
    }
  }

  private static void assertHasItsTables(Database database) {
    JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    for (String table : new String[] {"checkpoint", "run", "quarantine", "column", "parent"}) {
      assertThat(jdbc.queryForObject("select count(*) from caravan_" + table, Long.class)).isZero();
    }
  }
}
