package dev.caravan.children.parents;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Takes the parents of a stream one after the other, in the order of their key, and keeps what is
 * to be remembered of each. Holds a thousand of them in memory. For one run, by one thread at a
 * time.
 */
public final class ParentScan {
  private static final int CHUNK = 1000;

  private final Parents parents;
  private final DataSource source;
  private final ParentTable table;
  private final ParentQuery query;
  private final ParentStates states;
  private final boolean remembers;
  private final String stream;
  private final Deque<OpenParent> ready = new ArrayDeque<>();
  private List<Object> readUpTo;
  private List<Object> taken;
  private boolean atEnd;

  /**
   * Begins, or resumes after the last parent that an earlier run took.
   *
   * @param incremental whether the stream has a watermark
   * @throws IllegalStateException when the table or a column is not there
   */
  public ParentScan(
      Parents parents,
      String stream,
      boolean incremental,
      DataSource source,
      ParentsPosition position) {
    this.parents = parents;
    this.source = source;
    this.remembers = incremental || parents.version().isPresent();
    this.table = ParentTable.open(parents, source);
    this.query = new ParentQuery(parents, table, remembers);
    this.states = new ParentStates(source, stream);
    this.stream = stream;
    this.readUpTo = position.after();
    this.taken = position.after();
  }

  /** Takes the next parent; its scan begins now. Must not be called inside a transaction. */
  public Optional<OpenParent> take(Instant now) {
    fill();
    Optional<OpenParent> next = Optional.ofNullable(ready.poll());
    next.ifPresent(open -> taken = open.parent().values(parents.key()));
    return next.map(open -> open.anew(now));
  }

  /**
   * Some parents that were visited in an earlier scan and have not changed since: whether the API
   * still knows them tells whether the path is right. None where each scan visits all parents.
   */
  public List<OpenParent> visitedBefore(Instant now) {
    if (parents.version().isEmpty()) {
      return List.of();
    }
    return new JdbcTemplate(source)
        .query(query.visited(), (row, number) -> read(row), stream, parents.parallel()).stream()
            .map(open -> open.anew(now))
            .toList();
  }

  /** Whether there is a parent that was not taken. */
  public boolean hasMore() {
    fill();
    return !ready.isEmpty();
  }

  /** The key of the last parent that was taken. */
  public List<Object> taken() {
    return taken;
  }

  /** The records of a parent are all there. */
  public void complete(List<OpenParent> done) {
    if (remembers) {
      states.keep(
          done.stream()
              .flatMap(
                  each ->
                      each.members().stream()
                          .map(parent -> new ParentStates.State(parent, each.watermark())))
              .toList());
    }
  }

  /** Parents that the API no longer knows: not asked for again before they change. */
  public void gone(List<OpenParent> gone) {
    List<Parent> each = gone.stream().map(OpenParent::parent).toList();
    if (parents.version().isPresent()) {
      states.keep(each.stream().map(one -> new ParentStates.State(one, Optional.empty())).toList());
    } else if (remembers) {
      states.forget(each.stream().map(Parent::id).toList());
    }
  }

  /** The scan is complete: what is no longer needed goes. */
  public void end() {
    if (remembers) {
      states.prune(query);
    } else {
      states.forgetAll();
    }
  }

  private void fill() {
    if (!ready.isEmpty() || atEnd) {
      return;
    }
    List<Object> parameters = new ArrayList<>();
    if (remembers) {
      parameters.add(stream);
    }
    for (int i = 0; i < readUpTo.size(); i++) {
      parameters.add(table.column(parents.key().get(i)).bound(readUpTo.get(i)));
    }
    parameters.add(CHUNK);
    List<OpenParent> chunk =
        new JdbcTemplate(source)
            .query(
                query.text(readUpTo.isEmpty()), (row, number) -> read(row), parameters.toArray());
    ready.addAll(chunk);
    atEnd = chunk.size() < CHUNK;
    if (!chunk.isEmpty()) {
      readUpTo = chunk.get(chunk.size() - 1).parent().values(parents.key());
    }
  }

  private OpenParent read(ResultSet row) throws SQLException {
    Map<String, Object> values = new LinkedHashMap<>();
    int index = 0;
    for (String column : parents.columns()) {
      Optional<Object> value = table.column(column).read(row, ++index);
      value.ifPresent(present -> values.put(column, present));
    }
    String id = row.getString("caravan_id");
    Optional<String> version =
        parents.version().isPresent()
            ? Optional.ofNullable(row.getString("caravan_version"))
            : Optional.empty();
    Optional<String> watermark =
        remembers ? Optional.ofNullable(row.getString("watermark")) : Optional.empty();
    return OpenParent.of(new Parent(id, values, version), watermark);
  }
}
