package dev.caravan.cluster;

import dev.caravan.api.limits.Lender.Offer;
import dev.caravan.api.limits.Quota;
import dev.caravan.state.database.Database;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What nodes ask of a database, to be measured: see bench/sums. */
public final class ClusterSums {
  private static final Duration LEASE = Duration.ofHours(1);
  private static final Quota QUOTA = Quota.parse("1000/s");

  private ClusterSums() {}

  /** Makes so many nodes that are alive, and streams that are spread evenly over them. */
  public static void fill(Database database, int nodes, int streams) {
    database.jdbc().update("delete from caravan_lease");
    database.jdbc().update("delete from caravan_node");
    LeaseTable table = new LeaseTable(database);
    for (int i = 0; i < nodes; i++) {
      table.enter(node(i), false, streams, LEASE);
    }
    table.add(IntStream.range(0, streams).mapToObj(i -> "stream" + i).toList());
    database
        .jdbc()
        .update("update caravan_lease set node = 'n' || (substr(stream, 7)::int % " + nodes + ")");
    database.jdbc().execute("analyze caravan_lease");
  }

  /** One of the nodes looks once, as each does every second. */
  public static Runnable look(Database database, int number, int nodes, int streams) {
    Leases leases =
        new Leases(new LeaseTable(database), node(number), LEASE, false, System::nanoTime);
    IntStream.range(0, streams).forEach(i -> leases.want("stream" + i));
    return leases::look;
  }

  /** A process asks for a block of places, as each that is busy does once or twice a second. */
  public static Runnable block(Database database, String api, int process) {
    QuotaTable table = new QuotaTable(database);
    Offer offer = new Offer(0, List.of(), List.of(), 1, true, 0, 1);
    return () -> table.exchange("p" + process, api, QUOTA, offer, 10_000);
  }

  private static Node node(int number) {
    return new Node("n" + number, "n" + number, "elsewhere", 1, 0);
  }
}
