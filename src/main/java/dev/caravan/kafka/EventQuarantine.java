package dev.caravan.kafka;

import dev.caravan.quarantine.Identity;
import dev.caravan.quarantine.IdentityFields;
import dev.caravan.quarantine.Quarantine;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.again.BeforeSteps;
import dev.caravan.quarantine.again.Healing;
import dev.caravan.quarantine.again.KeyAndVersion;
import dev.caravan.quarantine.again.Retry;
import dev.caravan.quarantine.again.Traces;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the events of a page mean to quarantine: its bad records go there, and those there that it
 * brings anew are healed.
 */
final class EventQuarantine {
  private final String target;
  private final IdentityFields identity;
  private final EventPage page;
  private final BeforeSteps before;
  private final Optional<Retry> retry;

  EventQuarantine(
      KafkaParameters parameters, EventPage page, BeforeSteps before, Optional<Retry> retry) {
    this.target = parameters.target();
    this.identity = parameters.identity();
    this.page = page;
    this.before = before;
    this.retry = retry;
  }

  /** Joins the transaction of a connection. */
  void keep(Connection connection, Object now) throws SQLException {
    boolean versioned = identity.version().isPresent();
    Supplier<List<KeyAndVersion>> sent =
        () -> page.taken().stream().map(EventQuarantine::known).toList();
    retry.ifPresent(again -> again.took(sent.get(), versioned));
    Healing healing = new Healing(target, page.origin().runId(), versioned, retry, now);
    if (!versioned) {
      healing.heal(connection, sent);
    }
    if (!page.rejects().isEmpty()) {
      healing.supersede(connection, this::bad);
      add(connection, sent.get(), versioned, now);
    }
    if (versioned) {
      healing.heal(connection, sent);
    }
  }

  private void add(Connection connection, List<KeyAndVersion> sent, boolean versioned, Object now)
      throws SQLException {
    List<KeyAndVersion> all = Stream.concat(sent.stream(), bad().stream()).toList();
    Traces traces = Traces.of(before, false, versioned, all);
    Quarantine.add(
        connection,
        target,
        page.origin(),
        page.rejects(),
        each -> traces.of(bad(each), each.raw()),
        now);
  }

  private List<KeyAndVersion> bad() {
    return page.rejects().stream().flatMap(each -> bad(each).stream()).toList();
  }

  private Optional<KeyAndVersion> bad(Reject reject) {
    return identity.known(reject.raw()).map(EventQuarantine::known);
  }

  private static KeyAndVersion known(Identity identity) {
    return KeyAndVersion.of(identity.key(), identity.version().map(Identity.Version::canonical));
  }
}
