package dev.caravan.upsert.reshape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.ChildSpecs;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The clear value of a masked field is in no row that Caravan writes, whatever becomes of it. */
class MaskedNowhereTest extends OnEachDatabase {
  private static final String CLEAR = "jane-doe-in-the-clear";

  private static TableSpec spec() {
    MaskKey key = new MaskKey();
    key.setSecret("secret 0123456789abcdef");
    return TableSpec.of("contacts", "id")
        .withColumns(Map.of("n", ColumnType.BIGINT, "who", ColumnType.BIGINT))
        .withQuarantine(1, 100)
        .withChildren(
            ChildSpecs.parse(
                "mails -> contact_mails(id, mail_no)", true, "contacts", List.of("id")))
        .withReshape(
            Reshape.of(
                List.of(),
                List.of("secret"),
                "",
                "id:hmac, name:hmac, who:hmac, mails.to:drop, deep.er:last4",
                key));
  }

  @Test
  void noTableHoldsTheClearValueNeitherOfGoodRecordsNorOfBadOnes() {
    Loader loader = loader(spec());
    String page =
        """
        [{"id": "%1$s", "name": "%1$s", "mails": [{"to": "%1$s", "n": 1}], "deep": {"er": "%1$s"}, "secret": "%1$s"},
         {"id": "2", "who": "%1$s", "name": "%1$s", "secret": "%1$s"},
         {"id": "3", "n": "no number", "name": "%1$s", "mails": [{"to": "%1$s"}]},
         {"name": "%1$s", "mails": {"to": "%1$s"}}, {"id": "4", "NAME": "%1$s", "mails": [{"mail_no": 7, "to": "%1$s"}]},
         "%1$s", ["%1$s"]]\
        """
            .formatted(CLEAR);
    SnapshotPart part =
        new SnapshotPart(
            "contacts",
            "s1",
            true,
            true,
            1,
            new SnapshotPart.FullScan(DeleteMode.HARD, Instant.EPOCH, json(page)));
    transaction(
        () -> {
          Batch batch = loader.validate(json(page), new Origin("contacts", "r1", "p1"));
          batch.partOf(Optional.of(part));
          loader.stage(batch);
          // Before the keys that the scan listed are cleared away.
          assertThat(everything()).doesNotContain(CLEAR);
          loader.merge(batch);
          return loader.finish(batch, part);
        });
    assertThat(one("select count(*) from contacts")).isEqualTo(1L);
    assertThat(one("select count(*) from contact_mails")).isEqualTo(1L);
    assertThat(one("select count(*) from caravan_quarantine")).isEqualTo(6L);
    assertThat(everything()).doesNotContain(CLEAR);
  }

  private String everything() {
    StringBuilder all = new StringBuilder();
    List<String> tables =
        isSqlite()
            ? sql.queryForList("select name from sqlite_schema where type = 'table'", String.class)
            : sql.queryForList(
                "select table_name from information_schema.tables where table_schema = "
                    + (isMariaDb() ? "database()" : "'public'"),
                String.class);
    for (String table : tables) {
      all.append(table).append(sql.queryForList("select * from " + table));
    }
    return all.toString();
  }
}
