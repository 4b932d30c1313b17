package dev.caravan.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

class DatabaseTest {
  @TempDir Path directory;

  @Test
  void createsItsOwnTablesInH2() {
    try (Database database = TestDatabases.h2(directory)) {
      assertHasItsTables(database);
    }
  }

  @Test
  void createsItsOwnTablesInPostgres() {
    try (Database database = TestDatabases.postgres()) {
      assertHasItsTables(database);
    }
  }

  @Test
  void keepsItsFileWhenAThreadIsInterruptedThatWrites() throws SQLException {
    try (Database database = TestDatabases.h2(directory);
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t (id int)");
      Thread.currentThread().interrupt();
      statement.execute("insert into t values (1)");
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();

      statement.execute("insert into t values (2)");
      JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
      assertThat(jdbc.queryForList("select id from t", Integer.class)).containsExactly(1, 2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:h2:file:./data/caravan;WRITE_DELAY=0, jdbc:h2:file:async:./data/caravan;WRITE_DELAY=0",
    "jdbc:h2:~/caravan, jdbc:h2:async:~/caravan",
    "jdbc:h2:C:/caravan, jdbc:h2:async:C:/caravan",
    "jdbc:h2:mem:warehouse, jdbc:h2:mem:warehouse",
    "jdbc:h2:tcp://127.0.0.1:9092/./caravan, jdbc:h2:tcp://127.0.0.1:9092/./caravan",
    "jdbc:h2:file:retry:./data/caravan, jdbc:h2:file:retry:./data/caravan",
  })
  void opensOnlyFilesOfH2ItsOwnWay(String url, String opened) {
    assertThat(EmbeddedH2.uninterruptible(url)).isEqualTo(opened);
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
