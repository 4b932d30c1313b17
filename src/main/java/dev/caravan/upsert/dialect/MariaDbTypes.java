package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.NativeType;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import dev.caravan.value.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types of MariaDB's columns. Texts of Caravan's own are compared by their bytes, spaces at the
 * end included, since by the default collation 'a', 'A' and 'a ' are one key.
 */
final class MariaDbTypes {
  static final String JSON = "json";

  private static final String BY_BYTES = " collate utf8mb4_nopad_bin";
  private static final String DECIMAL = "decimal(65,30)";

  /** What an index takes, 3072 bytes, in characters of four, with some room for other parts. */
  private static final int KEY_CHARACTERS = 700;

  private static final int LONGEST_KEY_PART = 500;

  private static final Pattern FORM =
      Pattern.compile(
          "([a-z0-9 ]+?)(?:\\((\\d+)(?:,(\\d+))?\\))?( unsigned)?( zerofill)?(?: collate (\\w+))?");
  private static final long FIRST_TIMESTAMP = 1_000_000;
  private static final long LAST_TIMESTAMP = 2_147_483_647_999_999L;

  private MariaDbTypes() {}

  static String declared(ColumnType type) {
    return switch (type) {
      case BOOLEAN -> "tinyint(1)";
      case BIGINT -> "bigint(20)";
      case NUMERIC -> DECIMAL;
      case DOUBLE -> "double";
      case TIMESTAMP -> "datetime(6)";
      case JSON -> JSON;
      case TEXT -> "longtext" + BY_BYTES;
    };
  }

  static String declaredKey(ColumnType type, int parts) {
    int characters = Math.min(LONGEST_KEY_PART, KEY_CHARACTERS / parts);
    return type == ColumnType.TEXT || type == ColumnType.JSON
        ? "varchar(%d)%s".formatted(characters, BY_BYTES)
        : declared(type);
  }

  /** Whether equality in the database is that of the values. */
  static boolean isExact(String sqlType) {
    return !sqlType.contains(" collate ") || sqlType.endsWith("_nopad_bin");
  }

  /** What a column's type means; the values of one that is not known would not be sure to stay. */
  static NativeType nativeType(String sqlType) {
    Matcher form = FORM.matcher(sqlType);
    if (!form.matches()) {
      return unknown(sqlType);
    }
    int size = form.group(2) == null ? -1 : Integer.parseInt(form.group(2));
    boolean unsigned = form.group(4) != null;
    String collation = form.group(6) == null ? "" : form.group(6);
    return switch (form.group(1)) {
      case "tinyint" -> size == 1 ? of("boolean") : whole(8, unsigned);
      case "smallint" -> whole(16, unsigned);
      case "mediumint" -> whole(24, unsigned);
      case "int" -> whole(32, unsigned);
      case "bigint" -> whole(64, unsigned);
      case "decimal" -> decimal(sqlType.replaceAll("[^0-9(),]+", ""), unsigned);
      case "double", "float" -> of("double precision");
      case "datetime" -> of("timestamp(%d)".formatted(Math.max(size, 0)));
      case "timestamp" -> timestamp(Math.max(size, 0));
      case JSON -> of(JSON);
      case "date", "uuid" -> of(form.group(1));
      case "varchar" -> text(size, Long.MAX_VALUE, collation);
      case "char" -> fixed(size, collation);
      case "tinytext" -> text(-1, 0xff, collation);
      case "text" -> text(-1, 0xffff, collation);
      case "mediumtext" -> text(-1, 0xffffff, collation);
      case "longtext" -> text(-1, Long.MAX_VALUE, collation);
      default -> unknown(sqlType);
    };
  }

  private static NativeType of(String standard) {
    return NativeType.of(standard, MariaDbTypes::length);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static NativeType unknown(String sqlType) {
    String rule = "nothing, since Caravan does not know the type " + sqlType;
    return new NativeType(ColumnType.TEXT, v -> false, rule, false);
  }

  private static NativeType whole(int bits, boolean unsigned) {
    long least = unsigned ? 0 : Long.MIN_VALUE >> 64 - bits;
    long most = bits == 64 ? Long.MAX_VALUE : (1L << (unsigned ? bits : bits - 1)) - 1;
    String rule = "a whole number from " + least + " to " + most;
    return new NativeType(
        ColumnType.BIGINT, v -> (Long) v >= least && (Long) v <= most, rule, true);
  }

  private static NativeType decimal(String digits, boolean unsigned) {
    NativeType signed = of("numeric" + digits);
    return unsigned
        ? limited(signed, v -> Numbers.decimal(v).signum() >= 0, ", not below 0")
        : signed;
  }

  private static NativeType timestamp(int digits) {
    return limited(
        of("timestamp(%d)".formatted(digits)),
        v -> ((Iso) v).micros() >= FIRST_TIMESTAMP && ((Iso) v).micros() <= LAST_TIMESTAMP,
        ", from 1970-01-01T00:00:01Z to 2038-01-19T03:14:07Z");
  }

  private static NativeType text(int characters, long bytes, String collation) {
    NativeType free = of(characters < 0 ? "text" : "character varying(" + characters + ")");
    NativeType sized =
        bytes == Long.MAX_VALUE
            ? free
            : limited(
                free,
                v -> ((String) v).getBytes(StandardCharsets.UTF_8).length <= bytes,
                "a text of at most %d bytes".formatted(bytes));
    return collated(sized, collation);
  }

  /** MariaDB drops spaces at the end. */
  private static NativeType fixed(int characters, String collation) {
    NativeType text = text(characters, Long.MAX_VALUE, collation);
    return limited(text, v -> !((String) v).endsWith(" "), " without a space at its end");
  }

  /** Keeps to what the character set has, and to what the collation tells apart. */
  private static NativeType collated(NativeType text, String collation) {
    if (collation.startsWith("utf8mb4_") && collation.endsWith("_nopad_bin")) {
      return text;
    }
    NativeType written = text;
    if (collation.startsWith("utf8mb3_") || collation.startsWith("utf8_")) {
      written =
          limited(
              text,
              v -> ((String) v).chars().noneMatch(c -> Character.isSurrogate((char) c)),
              " of characters up to U+FFFF");
    } else if (!collation.startsWith("utf8mb4_")) {
      written =
          limited(text, v -> ((String) v).chars().allMatch(c -> c < 0x80), " of ASCII characters");
    }
    boolean byBytes = collation.endsWith("_bin");
    return new NativeType(
        written.type(),
        written.fits(),
        written.rule(),
        byBytes && collation.endsWith("_nopad_bin"));
  }

  private static NativeType limited(NativeType type, Predicate<Object> more, String rule) {
    String before = type.rule().isEmpty() && rule.startsWith(" ") ? "a text" : type.rule();
    return new NativeType(
        type.type(), v -> type.fits().test(v) && more.test(v), before + rule, type.exactKey());
  }

  /** The values of a column as Caravan writes them in a text; empty when MariaDB does as well. */
  static Optional<String> asText(Column column) {
    String name = column.quoted();
    return switch (column.type()) {
      case BOOLEAN ->
          Optional.of("case %s when 1 then 'true' when 0 then 'false' end".formatted(name));
      case NUMERIC -> Optional.of(trimmed("cast(%s as char)".formatted(name)));
      case TIMESTAMP ->
          Optional.of(
              "concat("
                  + trimmed("date_format(%s, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f')".formatted(name))
                  + ", 'Z')");
      default -> Optional.empty();
    };
  }

  /** Without the zeros at the end of a fraction. */
  private static String trimmed(String text) {
    return "trim(trailing '.' from trim(trailing '0' from %s))".formatted(text);
  }
}
