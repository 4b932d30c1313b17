package dev.caravan.upsert.column;

import dev.caravan.value.Digest;
import dev.caravan.value.Sanitizer;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Names that every database takes for fields that may be called anything. */
public final class ColumnNames {
  public static final String MORE = "_more";
  public static final String DELETED = "_deleted";

  /** Flag in the staging table: this row deletes. */
  public static final String TOMBSTONE = "_tombstone";

  /** Where a column is made anew that cannot be widened as it stands. */
  public static final String WIDE = "_caravan_wide";

  /** When a version of a record was loaded. */
  public static final String SEEN = "_seen_at";

  /** The version from which on a row was the newest of its record: its own. */
  public static final String VALID_FROM = "_valid_from";

  /** The version that came after it. */
  public static final String VALID_TO = "_valid_to";

  /** Whether none did. */
  public static final String CURRENT = "_current";

  /** The run that brought a row as it is. */
  public static final String RUN_ID = "_run_id";

  /** When it did. */
  public static final String LOADED_AT = "_loaded_at";

  /** Ours, and columns that every table of a database has already. */
  private static final Set<String> RESERVED =
      Set.of(
          MORE,
          DELETED,
          SEEN,
          VALID_FROM,
          VALID_TO,
          CURRENT,
          RUN_ID,
          LOADED_AT,
          TOMBSTONE,
          WIDE,
          "_rowid_",
          "ctid",
          "oid",
          "xmin",
          "xmax",
          "cmin",
          "cmax",
          "tableoid");

  private static final int LONGEST = 63;
  private static final int LONGEST_KEY = 500;

  private ColumnNames() {}

  /** The plain name of a field: lower case, letters, digits and _. Not yet unique. */
  public static String plain(String field) {
    String plain = field.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
    String named = plain.isEmpty() ? "_" : plain;
    String safe = Character.isDigit(named.charAt(0)) ? "_" + named : named;
    return safe.substring(0, Math.min(LONGEST, safe.length()));
  }

  /** The plain name, or the first of name_2, name_3 ... that is not taken. */
  public static String choose(String field, Predicate<String> taken) {
    String plain = plain(field);
    String name = plain;
    for (int n = 2; RESERVED.contains(name) || taken.test(name); n++) {
      String suffix = "_" + n;
      name = plain.substring(0, Math.min(plain.length(), LONGEST - suffix.length())) + suffix;
    }
    return name;
  }

  public static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  /**
   * The field's name in {@code caravan_column}: itself, or a digest where that cannot be stored.
   */
  public static String fieldKey(String field) {
    String clean = Sanitizer.clean(field);
    if (clean.equals(field) && field.length() <= LONGEST_KEY) {
      return field;
    }
    return clean
            .substring(0, Math.min(LONGEST_KEY - 100, clean.length()))
            .replaceAll("\\p{Cs}$", "")
        + "#"
        + Digest.of(field);
  }
}
