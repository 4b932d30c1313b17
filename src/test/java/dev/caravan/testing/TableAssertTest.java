package dev.caravan.testing;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class TableAssertTest {
  private static final String SAME =
      """
      {"id": 1, "price": 10.50, "at": "2025-01-01T01:00:00+01:00", "tags": ["a", {"n": 1}],
       "name": "Zoë", "live": true, "note": null}
      """;

  private final DataSource database = memory();

  @BeforeEach
  void fill() {
    JdbcTemplate sql = new JdbcTemplate(database);
    sql.execute(
        "create table t (id bigint, price decimal text, at timestamp text, tags json text,"
            + " name varchar, live boolean, note varchar)");
    sql.execute(
        "insert into t values (1, 10.5, '2025-01-01T00:00:00.000000Z', '[\"a\",{\"n\":1}]',"
            + " 'Zoë', true, null)");
  }

  @Test
  void takesValuesThatMeanTheSame() throws Exception {
    assertTable(database, "t").holds(Map.of("1", json(SAME)));
    assertTable(database, "t").holds(Map.of("1", json(SAME.replace(", \"note\": null", ""))));
  }

  @Test
  void namesEachValueThatDiffers() throws Exception {
    refuses(SAME.replace("10.50", "10.51"), "id 1: price is 10.5, expected 10.51");
    refuses(SAME.replace("+01:00", "+02:00"), "id 1: at is");
    refuses(SAME.replace("\"n\": 1", "\"n\": 2"), "id 1: tags is");
    refuses(SAME.replace("true", "false"), "id 1: live is true, expected false");
    refuses(SAME.replace("null", "\"x\""), "id 1: note is null, expected \"x\"");
    refuses(SAME.replace("\"name\": \"Zoë\",", ""), "id 1: name is Zoë, expected nothing");
    refuses(SAME.replace("null", "null, \"more\": 1"), "id 1: more is null, expected 1");
  }

  @Test
  void namesMissingSurplusAndRepeatedRows() throws Exception {
    Map<String, JsonNode> other = Map.of("2", json(SAME.replace("\"id\": 1", "\"id\": 2")));
    assertThatThrownBy(() -> assertTable(database, "t").holds(other))
        .hasMessageContaining("id 2 is missing")
        .hasMessageContaining("id 1 should not be there");
    new JdbcTemplate(database).execute("insert into t select * from t");
    refuses(SAME, "id 1 is there more than once");
  }

  private void refuses(String record, String message) throws Exception {
    Map<String, JsonNode> expected = Map.of("1", json(record));
    assertThatThrownBy(() -> assertTable(database, "t").holds(expected))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  private static DataSource memory() {
    SingleConnectionDataSource source =
        new SingleConnectionDataSource("jdbc:sqlite::memory:", true);
    return source;
  }
}
