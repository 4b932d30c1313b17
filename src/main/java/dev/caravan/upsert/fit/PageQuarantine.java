package dev.caravan.upsert.fit;

import dev.caravan.quarantine.Quarantine;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.again.Healing;
import dev.caravan.quarantine.again.KeyAndVersion;
import dev.caravan.quarantine.again.Passage;
import dev.caravan.quarantine.again.Trace;
import dev.caravan.quarantine.again.Traces;
import dev.caravan.upsert.reshape.Reshape;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.spec.TableSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a page means to quarantine: its bad records go there, and those there that it brings anew
 * are healed.
 */
public final class PageQuarantine {
  private final TableSpec spec;
  private final String target;
  private final Batch batch;
  private final Recognised recognised;
  private final boolean versioned;

  /**
   * Of a page.
   *
   * @param target what the records are meant for, as it stands in {@code caravan_quarantine}
   */
  public PageQuarantine(TableSpec spec, String target, Batch batch) {
    this.spec = spec;
    this.target = target;
    this.batch = batch;
    this.recognised = new Recognised(spec, batch.fields());
    this.versioned = spec.version().isPresent();
  }

  /**
   * Joins the transaction of a connection.
   *
   * @param accepted the rows that the table takes
   */
  public void keep(Connection connection, List<Row> accepted, List<Reject> rejects, Object now)
      throws SQLException {
    Supplier<List<KeyAndVersion>> loaded = () -> accepted.stream().map(recognised::row).toList();
    batch.retry().ifPresent(retry -> retry.took(loaded.get(), versioned));
    Healing healing = new Healing(target, batch.origin().runId(), versioned, batch.retry(), now);
    // Without versions the later record counts, and which of a page that is, is not known here.
    if (!versioned) {
      healing.heal(connection, loaded);
    }
    if (!rejects.isEmpty()) {
      healing.supersede(connection, () -> bad(rejects));
      add(connection, loaded.get(), rejects, now);
    }
    if (versioned) {
      healing.heal(connection, loaded);
    }
  }

  private void add(
      Connection connection, List<KeyAndVersion> loaded, List<Reject> rejects, Object now)
      throws SQLException {
    boolean reshaped = spec.reshape() != Reshape.NONE;
    List<KeyAndVersion> all =
        Stream.concat(loaded.stream(), bad(rejects).stream()).collect(Collectors.toList());
    Traces traces = Traces.of(batch.beforeSteps(), reshaped, versioned, all);
    Quarantine.add(connection, target, batch.origin(), rejects, each -> trace(each, traces), now);
  }

  private List<KeyAndVersion> bad(List<Reject> rejects) {
    return rejects.stream().flatMap(each -> recognised.bad(each.raw()).stream()).toList();
  }

  private Trace trace(Reject reject, Traces traces) {
    Optional<KeyAndVersion> known = recognised.bad(reject.raw());
    return spec.reshape().isDone(reject.raw())
        ? traces.of(known, reject.raw())
        : new Trace(known, Passage.CHANGED, Optional.empty());
  }
}
