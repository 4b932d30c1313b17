package dev.caravan.cluster;

import dev.caravan.state.database.Database;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.cluster.CamelClusterView;
import org.apache.camel.support.cluster.AbstractCamelClusterService;

/**
 * Camel's cluster service over the database that pages are loaded into: a namespace is a lease, and
 * its leader is the node that has it. Unlike most it spreads the namespaces evenly over the nodes.
 */
final class LeaseService extends AbstractCamelClusterService<LeaseView> {
  private static final Duration MOST = Duration.ofSeconds(1);
  private static final int LOOKS = 10;

  private final Leases leases;
  private final Duration between;
  private ScheduledExecutorService timer;

  LeaseService(Database database, Node node, Duration lease, boolean once) {
    this.leases = new Leases(new LeaseTable(database), node, lease, once, System::nanoTime);
    Duration tenth = lease.dividedBy(LOOKS);
    this.between = tenth.compareTo(MOST) < 0 ? tenth : MOST;
  }

  Leases leases() {
    return leases;
  }

  @Override
  protected LeaseView createView(String namespace) {
    return new LeaseView(this, namespace);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    timer =
        getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "caravan-leases");
    long millis = Math.max(1, between.toMillis());
    timer.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() throws Exception {
    getCamelContext()
        .getExecutorServiceManager()
        .shutdownGraceful(timer, between.plus(MOST).toMillis());
    super.doStop();
    leases.stop();
  }

  private void look() {
    leases.look();
    for (String namespace : getNamespaces()) {
      view(namespace).tell();
    }
  }

  private LeaseView view(String namespace) {
    try {
      CamelClusterView view = getView(namespace);
      releaseView(view);
      return view.unwrap(LeaseView.class);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
