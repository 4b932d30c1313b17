package dev.caravan.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line takes for the address of a database. */
class SettingValuesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlite:./data/caravan.db",
        "jdbc:sqlite::memory:",
        "jdbc:postgresql://db.example.com:5432/warehouse",
        "jdbc:postgresql:warehouse",
        "jdbc:mariadb://db.example.com:3306/warehouse",
        "jdbc:mariadb://db.example.com/warehouse?sslMode=trust",
        "jdbc:mariadb:replication://one.example.com,two.example.com/warehouse"
      })
  void eachDatabaseThatCaravanLoadsIntoMayBeNamed(String url) {
    List<String> faults = new ArrayList<>();
    SettingValues.check("here", Map.of("caravan.datasource.url", url), faults::add);
    assertThat(faults).isEmpty();
  }
}
