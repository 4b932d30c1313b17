package dev.caravan.examples;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Looks into the database of a hub, by its JDBC URL. */
final class HubDatabase {
  private HubDatabase() {}

  static long count(String url, String table) {
    return sql(url).queryForObject("select count(*) from " + table, Long.class);
  }

  /** The scripts that a history of Flyway says it has run. */
  static List<String> scripts(String url, String history) {
    return sql(url).queryForList("select script from " + history, String.class);
  }

  static JdbcTemplate sql(String url) {
    boolean file = url.startsWith("jdbc:sqlite");
    return new JdbcTemplate(
        file
            ? new DriverManagerDataSource(url)
            : new DriverManagerDataSource(url, "postgres", "postgres"));
  }
}
