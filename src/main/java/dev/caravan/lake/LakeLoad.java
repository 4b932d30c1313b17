package dev.caravan.lake;

import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.lake.iceberg.TableShape;
import dev.caravan.lake.store.IndexedRow;
import dev.caravan.lake.store.LakeColumn;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Outbox;
import dev.caravan.lake.store.RowIndex;
import dev.caravan.lake.store.TableState;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.Repeats;
import dev.caravan.quarantine.ScanKeys;
import dev.caravan.state.database.Database;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.fit.PageQuarantine;
import dev.caravan.upsert.row.Row;
import dev.caravan.value.Iso;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.springframework.jdbc.core.ConnectionCallback;

/**
 * Accepts pages of records for one table of the lake, within the transaction of its caller: what is
 * news goes to the outbox, what is bad into quarantine. For any number of threads.
 */
final class LakeLoad {
  private final Database database;
  private final LakeSpec spec;
  private final Catalogs catalogs;
  private final LakeTables tables;
  private final Outbox outbox;
  private final RowIndex index;
  private final Reindex reindex;
  private final Clock clock;

  LakeLoad(Lake lake, LakeSpec spec, Clock clock) {
    this.database = lake.database();
    this.spec = spec;
    this.catalogs = lake.catalogs();
    this.tables = new LakeTables(database);
    this.outbox = new Outbox(database);
    this.index = new RowIndex(database);
    this.reindex = new Reindex(database);
    this.clock = clock;
  }

  /**
   * Accepts a page.
   *
   * @throws dev.caravan.quarantine.TooManyBadRecordsException when more records are bad than the
   *     spec allows
   * @throws dev.caravan.quarantine.RepeatedKeysException when the key identifies no records
   * @param keys of the stream's first scan, to look whether the key is one
   * @param run the records that came before in it
   */
  LoadResult accept(Batch batch, Optional<ScanKeys> keys, Optional<Repeats> run) {
    TableState state = tables.lock(spec.name()).orElseGet(this::adopt);
    PageColumns columns = new PageColumns(spec.rows(), state.columns());
    List<Reject> rejects = new ArrayList<>(batch.invalid());
    List<RowFit.Fitted> rows = fit(batch, columns, rejects);
    spec.rows().limits().check(batch.size(), rejects);
    quarantine(batch, rows, rejects);
    List<RowFit.Fitted> newest = Acceptance.newest(rows, spec.rows().soft());
    KeyedRecords keyed = new KeyedRecords(target(), spec.rows().key());
    keys.ifPresent(scan -> keyed.show(newest, rows.size(), scan));
    long repeated = run.map(before -> keyed.repeated(newest, rows.size(), before)).orElse(0L);
    Acceptance acceptance = decide(batch, state, newest);
    List<LakeColumn> all = columns.all();
    if (!acceptance.entries().isEmpty() || !all.equals(state.columns())) {
      outbox.add(spec.name(), acceptance.entries(), clock.millis());
      tables.accepted(spec.name(), all, acceptance.last());
    }
    return acceptance
        .result(batch.size() - rejects.size(), batch.size(), Reject.counts(rejects))
        .withRepeated(repeated);
  }

  private List<RowFit.Fitted> fit(Batch batch, PageColumns columns, List<Reject> rejects) {
    if (batch.rows().isEmpty()) {
      return List.of();
    }
    columns.grow(batch);
    Iso now = Iso.at(clock.instant());
    RowFit fit = new RowFit(spec.rows(), columns, batch.fields(), now, rejects);
    List<RowFit.Fitted> rows = new ArrayList<>(batch.rows().size());
    for (Row row : batch.rows()) {
      fit.fit(row).ifPresent(rows::add);
    }
    return rows;
  }

  private Acceptance decide(Batch batch, TableState state, List<RowFit.Fitted> newest) {
    Set<String> keys =
        newest.stream().map(row -> RowPrints.ofKey(row.key())).collect(Collectors.toSet());
    Map<String, IndexedRow> known = index.find(spec.name(), keys);
    Acceptance acceptance =
        new Acceptance(batch.origin().stream(), spec.rows().soft(), known, state.accepted());
    newest.forEach(acceptance::decide);
    index.put(spec.name(), acceptance.changed().values(), known);
    return acceptance;
  }

  private void quarantine(Batch batch, List<RowFit.Fitted> rows, List<Reject> rejects) {
    List<Row> accepted = rows.stream().map(RowFit.Fitted::row).toList();
    PageQuarantine quarantine = new PageQuarantine(spec.rows(), target(), batch);
    ConnectionCallback<Void> keep =
        connection -> {
          quarantine.keep(connection, accepted, rejects, database.time(clock.instant()));
          return null;
        };
    database.jdbc().execute(keep);
  }

  /** Where rejected records were meant for. */
  String target() {
    return "lake:" + spec.name();
  }

  /** A table that the database knows nothing of: perhaps the lake does. */
  private TableState adopt() {
    Optional<Table> found = catalogs.find(spec.catalog(), spec.name());
    List<LakeColumn> columns = found.map(TableShape::columns).orElse(List.of());
    tables.add(TableState.fresh(spec.name(), columns));
    found.ifPresent(table -> reindex.run(spec, table));
    return tables.lock(spec.name()).orElseThrow();
  }
}
