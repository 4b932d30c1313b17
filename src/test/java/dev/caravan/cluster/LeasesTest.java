package dev.caravan.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.state.database.Database;
import dev.caravan.state.database.Sessions;
import dev.caravan.testing.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes on one database: what each has, and what becomes of it. */
@Timeout(120)
class LeasesTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final List<Database> open = new ArrayList<>();
  private final AtomicLong later = new AtomicLong();

  /** Databases that several nodes can share. */
  enum Server {
    POSTGRESQL,
    MARIADB;

    Database start() {
      return at(url());
    }

    String url() {
      return this == POSTGRESQL ? TestDatabases.postgresUrl() : TestDatabases.mariaDbUrl();
    }

    Database at(String url) {
      return this == POSTGRESQL
          ? new Database(url, "postgres", "postgres")
          : new Database(url, "root", "");
    }
  }

  @AfterEach
  void close() {
    open.forEach(Database::close);
  }

  @ParameterizedTest
  @EnumSource
  void eachStreamIsThatOfOneNodeAndTheyAreSpreadEvenly(Server server) {
    Database database = started(server);
    List<String> streams = IntStream.range(0, 10).mapToObj(i -> "s" + i).toList();
    List<Leases> nodes = Stream.generate(() -> node(database, LONG, false)).limit(3).toList();

    for (Leases node : nodes) {
      streams.forEach(node::mayBegin);
    }
    assertThat(held(nodes.get(0), streams)).hasSize(10);
    for (int turn = 0; turn < 4; turn++) {
      nodes.forEach(Leases::look);
    }

    assertThat(nodes.stream().map(node -> held(node, streams).size()))
        .containsExactlyInAnyOrder(3, 3, 4);
    assertThat(nodes.stream().flatMap(node -> held(node, streams).stream()))
        .containsExactlyInAnyOrderElementsOf(streams);
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatRunsIsGivenWhenItsRunEnds(Server server) {
    Database database = started(server);
    Leases first = node(database, LONG, false);
    Leases second = node(database, LONG, false);
    for (String stream : List.of("a", "b")) {
      assertThat(first.mayBegin(stream)).isTrue();
      first.begins(stream, stream);
    }
    second.mayBegin("a");
    second.mayBegin("b");

    first.look();
    second.look();
    List<String> stay = held(first, List.of("a", "b"));
    assertThat(stay).as("may write a page").hasSize(1);
    String moves = stay.contains("a") ? "b" : "a";
    assertThat(second.isHeld(moves)).as("before the run has ended").isFalse();

    first.ends(moves, moves);
    first.look();
    second.look();
    assertThat(second.isHeld(moves)).isTrue();
    assertThat(first.isHeld(moves)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whatASilentNodeHadIsTakenWhenItsLeaseHasEnded(Server server) {
    Database database = started(server);
    Leases silent = node(database, SHORT, false);
    Leases other = node(database, LONG, false);
    await().until(() -> silent.mayBegin("a"));

    await()
        .until(
            () -> {
              boolean before = silent.isHeld("a");
              other.mayBegin("a");
              other.look();
              assertThat(before && silent.isHeld("a") && other.isHeld("a")).isFalse();
              return other.isHeld("a");
            });
    assertThat(silent.isHeld("a")).isFalse();

    // It comes back, under another id, and has nothing until it is given something.
    String buried = silent.node().id();
    silent.look();
    assertThat(silent.node().id()).isNotEqualTo(buried);
    assertThat(silent.isHeld("a")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whatAStoppedNodeHadIsFreeAtOnceAndItsNextRunIsKept(Server server) {
    Database database = started(server);
    Leases stops = node(database, LONG, false);
    Leases other = node(database, LONG, false);
    assertThat(stops.mayBegin("a")).isTrue();
    assertThat(other.mayBegin("a")).isFalse();
    stops.plan("a", Duration.ofHours(1));
    stops.plan("a", Duration.ofHours(2));

    stops.stop();
    other.look();

    assertThat(other.isHeld("a")).isTrue();
    assertThat(other.planned("a").orElseThrow())
        .isBetween(Duration.ofMinutes(110), Duration.ofHours(2));
    other.stop();
    Leases alone = node(database, LONG, false);
    assertThat(alone.mayBegin("a")).isTrue();
    assertThat(alone.planned("a")).as("of the first process after all have stopped").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aProcessThatRunsAStreamOnceSaysWhoHasIt(Server server) {
    Database database = started(server);
    Leases scheduled = node(database, LONG, false);
    assertThat(scheduled.mayBegin("a")).isTrue();
    Leases once = node(database, LONG, true);

    assertThat(once.mayBegin("a")).as("while nobody knows whether the node lives").isFalse();
    later.addAndGet(LONG.toNanos() / 2);
    scheduled.look();
    assertThatThrownBy(() -> once.mayBegin("a"))
        .isInstanceOf(HeldElsewhereException.class)
        .hasMessageContaining("another process runs stream a")
        .hasMessageContaining("node test");

    scheduled.stop();
    assertThat(once.mayBegin("a")).isTrue();
    assertThat(node(database, LONG, false).mayBegin("a")).as("meanwhile").isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aNodeOfThisMachineWhoseProcessHasEndedFreesItsStreamsAtOnce(Server server) throws Exception {
    Process ended = new ProcessBuilder("true").start();
    long pid = ended.pid();
    ended.waitFor();
    Database database = started(server);
    Node here = Node.here("test");
    Node gone = new Node("gone", "gone", here.place(), pid, 1);
    assertThat(
            new Leases(new LeaseTable(database), gone, LONG, false, System::nanoTime).mayBegin("a"))
        .isTrue();

    assertThat(node(database, LONG, false).mayBegin("a")).isEqualTo(!here.place().isEmpty());
  }

  /** As one that is stopped within the transaction of a page, whose connection stays open. */
  @ParameterizedTest
  @EnumSource
  void whoTakesOverEndsTheSessionsOfANodeThatStandsStill(Server server) throws SQLException {
    String url = server.url();
    Database silent = opened(server.at(url));
    Database other = opened(server.at(url));
    silent.jdbc().execute("create table held (id int primary key)");
    silent.jdbc().update("insert into held values (1)");
    Leases stands = node(silent, SHORT, false);
    assertThat(stands.mayBegin("a")).isTrue();
    try (Connection connection = silent.dataSource().getConnection();
        Statement page = connection.createStatement()) {
      connection.setAutoCommit(false);
      page.executeUpdate("update held set id = 2 where id = 1");

      Leases takes = node(other, LONG, false);
      await()
          .until(
              () -> {
                takes.look();
                return takes.mayBegin("a");
              });
      assertThat(other.jdbc().update("update held set id = 3 where id = 1")).isEqualTo(1);
      assertThatThrownBy(() -> page.executeQuery("select id from held"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(Sessions.areEnded(e)).as("%s", e).isTrue());
    }
  }

  private Leases node(Database database, Duration lease, boolean once) {
    return new Leases(
        new LeaseTable(database),
        Node.here("test"),
        lease,
        once,
        () -> System.nanoTime() + later.get());
  }

  private Database started(Server server) {
    return opened(server.start());
  }

  private Database opened(Database database) {
    open.add(database);
    return database;
  }

  private static List<String> held(Leases node, List<String> streams) {
    return streams.stream().filter(node::isHeld).toList();
  }
}
