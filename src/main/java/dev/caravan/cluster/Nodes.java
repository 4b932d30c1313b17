package dev.caravan.cluster;

import dev.caravan.config.time.Durations;
import dev.caravan.state.database.Database;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.cluster.CamelClusterView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which streams this process runs, of several processes on one database. Leases of the database
 * decide, or a cluster service of Camel's that is there; on a SQLite file nobody does, since it is
 * meant for one process. A stream whose runs wait for those of another one goes where that one
 * goes. Safe for any thread.
 */
public final class Nodes implements CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
  private static final int MOST_GENERATIONS = 100;

  private final Database database;
  private final Map<String, String> parents = new ConcurrentHashMap<>();
  private final Map<String, CamelClusterView> views = new ConcurrentHashMap<>();
  private final Map<String, Long> tenures = new ConcurrentHashMap<>();
  private CamelContext context;
  private String name = "";
  private String service = "";
  private Duration lease = Duration.ofSeconds(30);
  private boolean once;
  private Optional<CamelClusterService> cluster;

  public Nodes(Database database) {
    this.database = database;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  /** What people know this process by, default its host's name and its number. */
  public void setName(String name) {
    this.name = name.strip();
  }

  /** {@code database}, {@code none}, or the name of a cluster service's bean. */
  public void setService(String service) {
    this.service = service.strip();
  }

  /** How long a process that says nothing keeps its streams, default {@code 30s}. */
  public void setLease(String lease) {
    this.lease = Durations.parse("caravan.cluster.lease", lease);
  }

  /** Whether this process runs each stream a single time, and shares no work with others. */
  public void setOnce(boolean once) {
    this.once = once;
  }

  /** What people know this process by. */
  public synchronized String name() {
    if (name.isEmpty()) {
      name = Node.nameOfProcess();
    }
    return name;
  }

  /** The names of the nodes that have streams, by stream, where a database knows them. */
  public static Map<String, String> holders(Database database) {
    return database.kind().isServer() ? new LeaseTable(database).holders() : Map.of();
  }

  /** Whether other processes may take streams over from this one. */
  public synchronized boolean isShared() {
    return !once && cluster != null && cluster.isPresent();
  }

  /**
   * Whether a stream that is due may begin a run in this process.
   *
   * @param parent the stream whose runs it waits for
   * @throws RuntimeException when that cannot be known, or a process that runs it once must not
   */
  public boolean mayBegin(String stream, Optional<String> parent) {
    parent.ifPresent(each -> parents.put(stream, each));
    Optional<CamelClusterView> view = view(stream);
    if (view.isEmpty()) {
      return true;
    }
    return view.get() instanceof LeaseView ours
        ? ours.leases().mayBegin(ours.getNamespace())
        : view.get().getLocalMember().isLeader();
  }

  /**
   * A stream that came to this process from another one.
   *
   * @param untilNext how long it is until its next run; empty when nobody planned one
   */
  public record TakeOver(Optional<Duration> untilNext) {}

  /** Whether a stream came to this process since this was asked last. */
  public Optional<TakeOver> takenOver(String stream) {
    Optional<LeaseView> view = leaseView(stream);
    if (once || view.isEmpty()) {
      return Optional.empty();
    }
    long tenure = view.get().leases().tenure(view.get().getNamespace());
    if (Long.valueOf(tenure).equals(tenures.get(stream))) {
      return Optional.empty();
    }
    TakeOver taken = new TakeOver(view.get().leases().planned(stream));
    tenures.put(stream, tenure);
    return Optional.of(taken);
  }

  /**
   * Called before each page is written.
   *
   * @throws HandedOverException when the stream is no longer this process's
   */
  public void require(String stream) {
    if (!holds(stream)) {
      throw new HandedOverException(stream, name());
    }
  }

  /** Whether a stream that runs here is still this process's, as far as it knows. */
  public boolean holds(String stream) {
    return once
        || view(stream)
            .map(
                view ->
                    view instanceof LeaseView ours
                        ? ours.leases().isHeld(ours.getNamespace())
                        : view.getLocalMember().isLeader())
            .orElse(true);
  }

  /** A run begins. */
  public void begins(String stream) {
    leaseView(stream).ifPresent(view -> view.leases().begins(view.getNamespace(), stream));
  }

  /** A run ended; the next one begins after some time, wherever that will be. */
  public void ended(String stream, Optional<Duration> next) {
    leaseView(stream)
        .ifPresent(
            view -> {
              view.leases().ends(view.getNamespace(), stream);
              if (!once) {
                plan(view, stream, next.orElse(Duration.ZERO));
              }
            });
  }

  private static void plan(LeaseView view, String stream, Duration wait) {
    try {
      view.leases().plan(stream, wait);
    } catch (RuntimeException e) {
      LOG.debug("stream {}: its next run cannot be noted for other nodes", stream, e);
    }
  }

  private Optional<LeaseView> leaseView(String stream) {
    return view(stream).filter(LeaseView.class::isInstance).map(LeaseView.class::cast);
  }

  private Optional<CamelClusterView> view(String stream) {
    return cluster().map(of -> views.computeIfAbsent(root(stream), root -> open(of, root)));
  }

  private String root(String stream) {
    String root = stream;
    for (int left = MOST_GENERATIONS; left > 0 && parents.containsKey(root); left--) {
      root = parents.get(root);
    }
    return root;
  }

  private static CamelClusterView open(CamelClusterService service, String namespace) {
    try {
      return service.getView(namespace);
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeCamelException(e);
    }
  }

  /** Not before the database is asked for, which the first run does anyway. */
  private synchronized Optional<CamelClusterService> cluster() {
    if (cluster == null) {
      Optional<CamelClusterService> chosen =
          new ServiceChoice(context, service)
              .choose(database, () -> new LeaseService(database, Node.here(name()), lease, once));
      chosen.ifPresent(this::start);
      cluster = chosen;
    }
    return cluster;
  }

  /** Stops after the routes have. */
  private void start(CamelClusterService chosen) {
    try {
      if (!context.hasService(chosen)) {
        context.addService(chosen);
      }
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeCamelException(e);
    }
  }
}
