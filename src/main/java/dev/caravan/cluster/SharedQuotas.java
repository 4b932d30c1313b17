package dev.caravan.cluster;

import dev.caravan.api.limits.Gate;
import dev.caravan.api.limits.Lender;
import dev.caravan.state.Causes;
import dev.caravan.state.database.Database;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the quotas of all processes on one database together: asks for places when requests wait,
 * and each second says what this process has. Without the database a process uses what it has until
 * its term ends, and nothing then. Safe for any thread.
 */
public final class SharedQuotas extends ServiceSupport implements Lender, CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(SharedQuotas.class);
  private static final long TERM_MS = 10_000;
  private static final long BETWEEN_MS = 1_000;
  private static final long SOON_MS = 50;

  private final Database database;
  private final QuotaTable table;
  private final String process = UUID.randomUUID().toString();
  private final Map<Gate, String> gates = new ConcurrentHashMap<>();
  private final Set<Gate> asked = ConcurrentHashMap.newKeySet();
  private CamelContext context;
  private ScheduledExecutorService timer;

  public SharedQuotas(Database database) {
    this.database = database;
    this.table = new QuotaTable(database);
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public boolean lends() {
    return database.isOpenServer();
  }

  @Override
  public void join(String api, Gate gate) {
    if (lends() && gate.quota().isPresent() && !gates.containsKey(gate)) {
      begin(api, gate);
    }
  }

  @Override
  public void needed(Gate gate) {
    if (asked.add(gate)) {
      try {
        timer.schedule(() -> ask(gate), SOON_MS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("no places are asked for any more", e);
      }
    }
  }

  /** After the routes have stopped. */
  @Override
  protected void doStop() {
    context.getExecutorServiceManager().shutdownNow(timer);
    gates.keySet().stream().filter(Gate::isActive).forEach(gate -> exchange(gate, true));
  }

  private synchronized void begin(String api, Gate gate) {
    if (timer == null) {
      begin();
    }
    gate.borrowFrom(this);
    gates.put(gate, api);
  }

  private void begin() {
    try {
      timer =
          context
              .getExecutorServiceManager()
              .newSingleThreadScheduledExecutor(this, "caravan-quotas");
      timer.scheduleWithFixedDelay(this::askAll, BETWEEN_MS, BETWEEN_MS, TimeUnit.MILLISECONDS);
      context.addService(this);
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeCamelException(e);
    }
  }

  private void askAll() {
    gates.keySet().stream().filter(Gate::isActive).forEach(gate -> exchange(gate, false));
  }

  private void ask(Gate gate) {
    asked.remove(gate);
    exchange(gate, false);
  }

  private void exchange(Gate gate, boolean last) {
    String api = gates.get(gate);
    try {
      gate.exchange(
          offer -> table.exchange(process, api, gate.quota().orElseThrow(), offer, TERM_MS), last);
    } catch (RuntimeException e) {
      LOG.debug("no places of the quota of {} can be had now: {}", api, Causes.of(e));
    }
  }
}
