package dev.caravan.upsert.column;

import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a target table as the user writes it, in any letter case. */
public record TableName(Optional<String> schema, String table) {
  private static final Pattern FORM =
      Pattern.compile("(?:([A-Za-z_][A-Za-z0-9_]{0,62})\\.)?([A-Za-z_][A-Za-z0-9_]{0,62})");

  public static TableName parse(String name) {
    Matcher matcher = FORM.matcher(name == null ? "" : name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "table '%s' is not a table name: letters, digits and _ (at most 63, no digit first), optionally schema.table"
              .formatted(name));
    }
    return new TableName(Optional.ofNullable(matcher.group(1)), matcher.group(2));
  }

  /** The name under which Caravan remembers the table. */
  public String id() {
    return (schema.map(s -> s + ".").orElse("") + table).toLowerCase(Locale.ROOT);
  }

  public TableName fold(UnaryOperator<String> fold) {
    return new TableName(schema.map(fold), fold.apply(table));
  }

  public String quoted() {
    return schema.map(s -> Sql.quote(s) + ".").orElse("") + Sql.quote(table);
  }
}
