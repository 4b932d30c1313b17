package dev.caravan.quarantine.again;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.reshape.MaskKey;
import dev.caravan.upsert.reshape.Reshape;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which records in quarantine a page marks as healed. */
class HealingTest extends OnEachDatabase {
  private static final TableSpec BY_VERSION =
      TableSpec.of("orders", "id").withVersion("v").withRequired("status").withQuarantine(1, 9);
  private static final TableSpec BY_TIME =
      TableSpec.of("orders", "id").withRequired("status").withQuarantine(1, 9);
  private static final String GOOD = ", {\"id\": \"good\", \"v\": 1, \"status\": \"a\"}]";

  @Test
  void aRecordThatComesAgainGoodInTheSameOrANewerVersionIsHealed() {
    Loader loader = loader(BY_VERSION);
    load(loader, "[{\"id\": \"a\", \"v\": 5}, {\"id\": \"b\", \"v\": 5}" + GOOD);
    assertThat(outcomes()).containsExactly("a null", "b null");
    load(loader, "[{\"id\": \"a\", \"v\": 5.0, \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("a healed", "b null");
    load(loader, "[{\"id\": \"b\", \"v\": 10, \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("a healed", "b healed");
    assertThat(sql.queryForList("select decided_run from caravan_quarantine", String.class))
        .containsOnly("run-1");
    assertThat(one("select count(*) from caravan_quarantine where decided_at is null"))
        .isEqualTo(0L);
  }

  /** A full scan brings it each time. */
  @Test
  void aBadRecordThatComesAgainIsInQuarantineOnce() {
    Loader loader = loader(BY_VERSION);
    load(loader, "[{\"id\": \"a\", \"v\": 5}" + GOOD);
    load(loader, "[{\"id\": \"a\", \"v\": 5}" + GOOD);
    load(loader, "[{\"id\": \"a\", \"v\": 4}" + GOOD);
    assertThat(outcomes()).containsExactly("a superseded", "a null", "a null");
    load(loader, "[{\"id\": \"a\", \"v\": 6}" + GOOD);
    assertThat(outcomes())
        .containsExactly("a superseded", "a superseded", "a superseded", "a null");
    load(loader, "[{\"id\": \"a\", \"v\": 6, \"status\": \"x\"}]");
    assertThat(outcomes())
        .containsExactly("a superseded", "a superseded", "a superseded", "a healed");
  }

  @Test
  void anOlderVersionThatComesLateHealsNothing() {
    Loader loader = loader(BY_VERSION);
    load(loader, "[{\"id\": \"a\", \"v\": 50}" + GOOD);
    load(loader, "[{\"id\": \"a\", \"v\": 6, \"status\": \"x\"}]");
    load(loader, "[{\"id\": \"a\", \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("a null");
  }

  @Test
  void aVersionThatCannotBeReadOrComparedIsNeverHealedByItself() {
    Loader loader = loader(BY_VERSION);
    load(loader, "[{\"id\": \"a\", \"v\": \"yesterday\", \"status\": \"x\"}" + GOOD);
    load(loader, "[{\"id\": \"a\", \"v\": 7, \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("a null");
  }

  @Test
  void timesAreComparedAsInstants() {
    Loader loader = loader(BY_VERSION);
    load(
        loader,
        "[{\"id\": 1, \"v\": \"2026-01-01T12:00:00+02:00\"}, {\"id\": 2, \"v\":"
            + " \"2026-01-01T12:00:00+02:00\"}, {\"id\": 3, \"v\": \"2026-01-01T00:00:00Z\","
            + " \"status\": \"a\"}]");
    load(
        loader,
        "[{\"id\": 1, \"v\": \"2026-01-01T10:00:00Z\", \"status\": \"x\"}, {\"id\": 2, \"v\":"
            + " \"2026-01-01T11:00:00+02:00\", \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("1 healed", "2 null");
  }

  @Test
  void withoutAVersionTheLaterPageHeals() {
    Loader loader = loader(BY_TIME);
    load(loader, "[{\"id\": \"a\"}" + GOOD);
    load(loader, "[{\"id\": \"a\", \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("a healed");
  }

  @Test
  void withoutAVersionAPageDoesNotHealWhatItBringsItself() {
    Loader loader = loader(BY_TIME);
    load(loader, "[{\"id\": \"a\", \"status\": \"x\"}, {\"id\": \"a\"}" + GOOD);
    assertThat(outcomes()).containsExactly("a null");
    assertThat(one("select passage from caravan_quarantine")).isEqualTo("unordered");
  }

  @Test
  void anotherTableAndAnotherKeyHealNothing() {
    load(loader(BY_VERSION), "[{\"id\": \"a\", \"v\": 5}" + GOOD);
    load(
        loader(TableSpec.of("others", "id").withVersion("v")),
        "[{\"id\": \"a\", \"v\": 6, \"status\": \"x\"}]");
    load(loader(BY_VERSION), "[{\"id\": \"A\", \"v\": 6, \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("a null");
  }

  @Test
  void aMaskedKeyIsRecognisedMasked() {
    MaskKey key = new MaskKey();
    key.setSecret("secret 0123456789abcdef");
    TableSpec masked = BY_VERSION.withReshape(Reshape.of(List.of(), List.of(), "", "id:hmac", key));
    load(loader(masked), "[{\"id\": \"jane\", \"v\": 5}" + GOOD);
    assertThat(String.valueOf(rows("select * from caravan_quarantine"))).doesNotContain("jane");
    load(loader(masked), "[{\"id\": \"jane\", \"v\": 5, \"status\": \"x\"}]");
    assertThat(one("select outcome from caravan_quarantine")).isEqualTo("healed");
  }

  /** A newer version is another row there, and the one in quarantine is still missing. */
  @Test
  void aTableThatKeepsVersionsIsHealedByTheSameVersionOnly() {
    if (isMariaDb()) {
      return;
    }
    Loader loader = loader(BY_VERSION.withMode(WriteMode.APPEND));
    load(loader, "[{\"id\": \"a\", \"v\": 5}" + GOOD);
    load(loader, "[{\"id\": \"a\", \"v\": 6, \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("a null");
    load(loader, "[{\"id\": \"a\", \"v\": 5, \"status\": \"x\"}]");
    assertThat(outcomes()).containsExactly("a healed");
  }

  private List<String> outcomes() {
    return rows("select record, outcome from caravan_quarantine order by id").stream()
        .map(
            row ->
                String.valueOf(row.get("record"))
                        .replaceAll(
                            ".*\"id\":\"?([^\",]+)\"?,.*|.*\"id\":\"?([^\",}]+)\"?}", "$1$2")
                    + " "
                    + row.get("outcome"))
        .toList();
  }
}
