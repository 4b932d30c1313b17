package dev.caravan.pull.watermark;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ISO 8601 with an offset and any fraction; without an offset in a declared zone. */
record IsoFormat(ZoneId zone) implements MarkFormat {
  private static final DateTimeFormatter READ =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][X]")
          .toFormatter(Locale.ROOT)
          .withChronology(IsoChronology.INSTANCE)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final int DATE_LENGTH = 10;
  private static final int NANO_DIGITS = 9;
  private static final Pattern SECONDS = Pattern.compile("(:\\d\\d:\\d\\d)");
  private static final Pattern FRACTION = Pattern.compile("[.,](\\d+)");
  private static final Pattern OFFSET = Pattern.compile("[Tt ].*?([Zz]|[+-]\\d{2}(:?\\d{2})?)$");

  @Override
  public Optional<BigDecimal> read(String text) {
    try {
      String plain = text.replace(' ', 'T').replace(',', '.').replaceFirst("\\[.*]$", "");
      TemporalAccessor time = READ.parseBest(plain, OffsetDateTime::from, LocalDateTime::from);
      return Optional.of(
          MarkFormat.seconds(
              time instanceof LocalDateTime local
                  ? local.atZone(zone).toInstant()
                  : Instant.from(time)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public String write(BigDecimal number, String like) {
    String offset = like.isEmpty() ? "Z" : offset(like);
    ZoneId written = offset.isEmpty() ? zone : ZoneOffset.of(offset.toUpperCase(Locale.ROOT));
    ZonedDateTime time = MarkFormat.instant(number).atZone(written);
    String text =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).format(time)
            + fraction(time.getNano(), digits(like))
            + offset;
    return like.indexOf(' ') == DATE_LENGTH ? text.replace('T', ' ') : text;
  }

  @Override
  public String exact(BigDecimal number, String like) {
    int needed = Math.max(0, number.stripTrailingZeros().scale());
    int digits = Math.max(digits(like), needed == 0 ? 0 : (needed + 2) / 3 * 3);
    String text = write(number, like.isEmpty() ? "" : FRACTION.matcher(like).replaceFirst(""));
    Matcher seconds = SECONDS.matcher(text);
    int nanos = MarkFormat.instant(number).getNano();
    return seconds.replaceFirst("$1" + fraction(nanos, Math.min(digits, NANO_DIGITS)));
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public BigDecimal unit(String like) {
    return BigDecimal.ONE.movePointLeft(digits(like));
  }

  /** The offset as it is written; empty when there is none. */
  private static String offset(String like) {
    Matcher offset = OFFSET.matcher(like.replaceFirst("\\[.*]$", ""));
    return offset.find() ? offset.group(1) : "";
  }

  private static int digits(String like) {
    Matcher fraction = FRACTION.matcher(like);
    return fraction.find() ? Math.min(fraction.group(1).length(), NANO_DIGITS) : 0;
  }

  private static String fraction(int nanos, int digits) {
    return digits == 0 ? "" : "." + String.format("%09d", nanos).substring(0, digits);
  }
}
