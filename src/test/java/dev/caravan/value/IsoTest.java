package dev.caravan.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.DatabaseKind;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class IsoTest {
  private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private final Random random = new Random(7);

  @Test
  void instantsAreWrittenAsJavaWritesThem() {
    for (int i = 0; i < 20_000; i++) {
      Instant instant = instant();
      Iso iso = Iso.at(instant);
      assertThat(Instant.parse(iso.text())).isEqualTo(instant);
      assertThat(iso.text()).isEqualTo(withoutZeros(DatabaseKind.SQLITE.time(instant).toString()));
      assertThat(iso.sortable()).isEqualTo(DatabaseKind.SQLITE.time(instant));
    }
  }

  @Test
  void allSpellingsOfAnInstantAreOneInUtc() {
    for (int i = 0; i < 20_000; i++) {
      Instant instant = instant().plus(1, ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);
      ZoneOffset offset = ZoneOffset.ofHoursMinutes(random.nextInt(12), random.nextInt(60));
      String text = OffsetDateTime.ofInstant(instant, offset).toString();
      Iso iso = Iso.parse(text);
      if (iso != null) {
        assertThat(iso.instant()).as(text).isEqualTo(instant);
        assertThat(iso.sortable()).as(text).isEqualTo(DatabaseKind.SQLITE.time(instant));
        assertThat(iso.canonical()).as(text).isEqualTo(Iso.at(instant).text());
      }
    }
  }

  private Instant instant() {
    long second = FIRST + (long) (random.nextDouble() * (LAST - FIRST));
    int digits = random.nextInt(7);
    long micros = (long) (random.nextDouble() * Math.pow(10, digits)) * power(6 - digits);
    return Instant.ofEpochSecond(second, micros * 1000);
  }

  private static long power(int exponent) {
    return Math.round(Math.pow(10, exponent));
  }

  private static String withoutZeros(String sortable) {
    return sortable.replaceAll("\\.?0*Z$", "Z");
  }
}
