package dev.caravan.cluster;

import dev.caravan.state.database.Database;
import dev.caravan.state.database.DatabaseKind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The tables of nodes and leases. A lease belongs to a node as long as the node has a row: whoever
 * deletes that row frees all that it had, and a node whose row is gone can never get it back. Times
 * are the database's alone. Each statement is a transaction of its own, so that a process that is
 * paused anywhere holds no row that others wait for.
 */
final class LeaseTable {
  private final Database database;

  LeaseTable(Database database) {
    this.database = database;
  }

  /**
   * A node as it stands in the database.
   *
   * @param expires its lease's end by the database's clock, to compare with itself
   */
  record Seen(Node node, boolean once, int wants, String expires) {}

  /**
   * What stands there.
   *
   * @param nodes those that are alive, by id
   * @param rows the id of a node by stream, which may be gone; empty for none
   */
  record Picture(Map<String, Seen> nodes, Map<String, String> rows) {
    static final Picture EMPTY = new Picture(Map.of(), Map.of());

    /** The node that has a stream. */
    Optional<Seen> holder(String stream) {
      return Optional.ofNullable(nodes.get(rows.getOrDefault(stream, "")));
    }
  }

  /** Enters a node. What others planned is of no interest any more when it is the only one. */
  void enter(Node node, boolean once, int wants, Duration lease) {
    bury(node);
    if (!once && jdbc().queryForList("select 1 from caravan_node where not once").isEmpty()) {
      jdbc().update("delete from caravan_due");
    }
    jdbc()
        .update(
            "insert into caravan_node (node, name, place, pid, born, once, wants, sessions,"
                + " expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, "
                + in(lease)
                + ")",
            node.id(),
            node.name(),
            node.place(),
            node.pid(),
            node.born(),
            once,
            wants,
            database.sessions().mark());
  }

  /** Says that a node is alive; false when it was taken for dead, for ever. */
  boolean renew(Node node, int wants, Duration lease) {
    return jdbc()
            .update(
                "update caravan_node set wants = ?, expires_at = " + in(lease) + " where node = ?",
                wants,
                node.id())
        == 1;
  }

  /** A node stops: what it has is free at once. */
  void leave(Node node) {
    jdbc().update("delete from caravan_node where node = ?", node.id());
  }

  /**
   * Buries who is dead, and looks: first at the rows of streams, so that a node of theirs that is
   * not there afterwards is gone.
   */
  Picture look(Node from) {
    bury(from);
    Map<String, String> rows = new HashMap<>();
    jdbc()
        .query(
            "select stream, coalesce(node, '') from caravan_lease",
            row -> {
              rows.put(row.getString(1), row.getString(2));
            });
    Map<String, Seen> nodes = new HashMap<>();
    seen().forEach(each -> nodes.put(each.node().id(), each));
    return new Picture(nodes, rows);
  }

  /** The names of nodes that are not known to be dead, by stream; changes nothing. */
  Map<String, String> holders() {
    Map<String, String> names = new HashMap<>();
    database
        .jdbc()
        .query(
            "select l.stream, n.name from caravan_lease l join caravan_node n on n.node = l.node"
                + " where n.expires_at >= "
                + now(),
            row -> {
              names.put(row.getString(1), row.getString(2));
            });
    return names;
  }

  /** Makes rows of streams that have none. */
  void add(Collection<String> streams) {
    jdbc()
        .batchUpdate(
            isMariaDb()
                ? "insert ignore into caravan_lease (stream) values (?)"
                : "insert into caravan_lease (stream) values (?) on conflict do nothing",
            streams.stream().sorted().map(each -> new Object[] {each}).toList());
  }

  /**
   * Takes leases that nobody has; those that no other node took since they were looked at. Since no
   * id comes again, a row that is as it was seen is still that of a node that is gone.
   */
  List<String> take(Node node, Collection<String> streams, Picture seen) {
    return streams.stream().sorted().filter(stream -> take(node, stream, seen)).toList();
  }

  private boolean take(Node node, String stream, Picture seen) {
    return jdbc()
            .update(
                "update caravan_lease set node = ? where stream = ? and coalesce(node, '') = ?",
                node.id(),
                stream,
                seen.rows().get(stream))
        == 1;
  }

  /** Gives leases back. */
  void release(Node node, Collection<String> streams) {
    jdbc()
        .batchUpdate(
            "update caravan_lease set node = null where stream = ? and node = ?",
            streams.stream().sorted().map(each -> new Object[] {each, node.id()}).toList());
  }

  /** Notes when the next run of a stream is due. */
  void plan(String stream, Duration wait) {
    int planned =
        jdbc().update("update caravan_due set due_at = " + in(wait) + " where stream = ?", stream);
    if (planned == 0) {
      jdbc()
          .update("insert into caravan_due (stream, due_at) values (?, " + in(wait) + ")", stream);
    }
  }

  /** How long it is until the next run of a stream; empty when nobody planned one. */
  Optional<Duration> planned(String stream) {
    String micros =
        isMariaDb()
            ? "timestampdiff(microsecond, utc_timestamp(6), due_at)"
            : "cast(extract(epoch from due_at - clock_timestamp()) * 1000000 as bigint)";
    return jdbc()
        .queryForList("select " + micros + " from caravan_due where stream = ?", Long.class, stream)
        .stream()
        .findFirst()
        .map(left -> Duration.ofNanos(Math.max(0, left) * 1_000));
  }

  /** No lease need run out of who was seen to have ended. */
  private void bury(Node from) {
    String dead = " where expires_at < " + now();
    jdbc()
        .queryForList("select node from caravan_node" + dead, String.class)
        .forEach(
            node -> {
              endSessions(node);
              jdbc().update("delete from caravan_node" + dead + " and node = ?", node);
            });
    seen().stream()
        .map(Seen::node)
        .filter(node -> node.isGone(from))
        .forEach(
            node -> {
              endSessions(node.id());
              leave(node);
            });
  }

  /** Before its streams are free: what it holds within a transaction would keep them waiting. */
  private void endSessions(String node) {
    jdbc()
        .queryForList(
            "select sessions from caravan_node where node = ? and sessions <> ''",
            String.class,
            node)
        .forEach(database.sessions()::endThose);
  }

  private List<Seen> seen() {
    return jdbc()
        .query(
            "select node, name, place, pid, born, once, wants, expires_at from caravan_node"
                + " order by node",
            (row, n) ->
                new Seen(
                    new Node(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5)),
                    row.getBoolean(6),
                    row.getInt(7),
                    row.getString(8)));
  }

  private String now() {
    return isMariaDb() ? "utc_timestamp(6)" : "clock_timestamp()";
  }

  /** An instant that is some time away, by the database's clock. */
  private String in(Duration wait) {
    return isMariaDb()
        ? now() + " + interval " + wait.toNanos() / 1_000 + " microsecond"
        : now() + " + interval '" + wait.toMillis() + " milliseconds'";
  }

  private boolean isMariaDb() {
    return database.kind() == DatabaseKind.MARIADB;
  }

  private JdbcTemplate jdbc() {
    return database.oneByOne();
  }
}
