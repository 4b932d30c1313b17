package dev.caravan.value;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * An ISO-8601 date-time with offset and at most microseconds, as it was written and as microseconds
 * since 1970. Parsed by hand: every string of every record is tried.
 */
public record Iso(String text, long micros) {
  private static final int SHORTEST = "2025-01-01T00:00Z".length();
  private static final int LONGEST = "2025-01-01T00:00:00.123456+00:00".length();
  private static final int FRACTION = 6;
  private static final long SECOND = 1_000_000;

  public static Iso at(Instant instant) {
    long micros = instant.getEpochSecond() * SECOND + instant.getNano() / 1000;
    return new Iso(utc(micros), micros);
  }

  /** The date-time, or null: this is no date-time that a timestamp column holds exactly. */
  public static Iso parse(String s) {
    int length = s.length();
    if (length < SHORTEST || length > LONGEST || s.charAt(4) != '-' || s.charAt(10) != 'T') {
      return null;
    }
    if (s.charAt(7) != '-' || s.charAt(13) != ':') {
      return null;
    }
    int year = digits(s, 0, 4);
    int month = digits(s, 5, 2);
    int day = digits(s, 8, 2);
    int hour = digits(s, 11, 2);
    int minute = digits(s, 14, 2);
    boolean seconds = s.charAt(16) == ':';
    if (seconds && length < 20) {
      return null;
    }
    int second = seconds ? digits(s, 17, 2) : 0;
    if (!isDate(year, month, day) || !within(hour, 23) || !within(minute, 59)) {
      return null;
    }
    return within(second, 59)
        ? zoned(s, seconds ? 19 : 16, secondsOf(year, month, day, hour, minute, second))
        : null;
  }

  /** As that of any record, but not found by a method handle for each row of a page. */
  @Override
  public int hashCode() {
    return 31 * text.hashCode() + Long.hashCode(micros);
  }

  /** The same instant, written in UTC. */
  public String utc() {
    return text.charAt(text.length() - 1) == 'Z' ? text : utc(micros);
  }

  /** Always as long and in UTC, so that the order of the texts is the order in time. */
  public String sortable() {
    int digits = text.length() - "2025-01-01T00:00:00.Z".length();
    if (digits > 0 && text.charAt(19) == '.' && text.charAt(text.length() - 1) == 'Z') {
      return text.substring(0, text.length() - 1) + "0".repeat(FRACTION - digits) + "Z";
    }
    StringBuilder out = upToSeconds(micros).append('.');
    return padded(out, (int) Math.floorMod(micros, SECOND), FRACTION).append('Z').toString();
  }

  /** One text for all spellings of the instant, as a timestamp column has it that becomes text. */
  public String canonical() {
    return utc(micros);
  }

  public Instant instant() {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1000);
  }

  private static Iso zoned(String s, int start, long epochSecond) {
    int zone = start;
    long fraction = 0;
    if (start == 19 && start < s.length() && s.charAt(start) == '.') {
      zone = start + 1;
      while (zone < s.length() && isDigit(s.charAt(zone))) {
        fraction = fraction * 10 + s.charAt(zone++) - '0';
      }
      int read = zone - start - 1;
      if (read == 0 || read > FRACTION) {
        return null;
      }
      for (int i = read; i < FRACTION; i++) {
        fraction *= 10;
      }
    }
    int offset = offset(s, zone);
    long micros = (epochSecond - offset) * SECOND + fraction;
    return offset == Integer.MIN_VALUE || !inRange(micros) ? null : new Iso(s, micros);
  }

  private static int offset(String s, int at) {
    int rest = s.length() - at;
    if (rest == 1) {
      return s.charAt(at) == 'Z' ? 0 : Integer.MIN_VALUE;
    }
    if (rest != 3 && rest != 5 && (rest != 6 || s.charAt(at + 3) != ':')) {
      return Integer.MIN_VALUE;
    }
    int hours = digits(s, at + 1, 2);
    int minutes = rest == 3 ? 0 : digits(s, s.length() - 2, 2);
    char sign = s.charAt(at);
    if (!within(hours, 15) || !within(minutes, 59) || sign != '+' && sign != '-') {
      return Integer.MIN_VALUE;
    }
    return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  }

  private static boolean isDate(int year, int month, int day) {
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) {
      return false;
    }
    return day <= 28 || day <= LocalDate.of(year, month, 1).lengthOfMonth();
  }

  private static long secondsOf(int year, int month, int day, int hour, int minute, int second) {
    return LocalDate.of(year, month, day).toEpochDay() * 86_400
        + hour * 3600
        + minute * 60
        + second;
  }

  private static boolean inRange(long micros) {
    return micros >= -62_135_596_800L * SECOND && micros < 253_402_300_800L * SECOND;
  }

  private static boolean within(int value, int most) {
    return value >= 0 && value <= most;
  }

  private static int digits(String s, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      char c = s.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String utc(long micros) {
    StringBuilder out = upToSeconds(micros);
    int fraction = (int) Math.floorMod(micros, SECOND);
    if (fraction > 0) {
      padded(out.append('.'), fraction, FRACTION);
      while (out.charAt(out.length() - 1) == '0') {
        out.setLength(out.length() - 1);
      }
    }
    return out.append('Z').toString();
  }

  private static StringBuilder upToSeconds(long micros) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(micros, SECOND), 0, ZoneOffset.UTC);
    StringBuilder out = new StringBuilder(LONGEST).append(time.toLocalDate()).append('T');
    padded(out, time.getHour(), 2).append(':');
    padded(out, time.getMinute(), 2).append(':');
    return padded(out, time.getSecond(), 2);
  }

  private static StringBuilder padded(StringBuilder out, int number, int width) {
    String digits = Integer.toString(number);
    return out.append("0".repeat(width - digits.length())).append(digits);
  }
}
