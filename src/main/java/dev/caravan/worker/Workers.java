package dev.caravan.worker;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The workers of a context, by the names of their routes. Safe for any thread. */
public final class Workers {
  private final Map<String, Worker> workers = new ConcurrentSkipListMap<>();

  void add(Worker worker) {
    workers.put(worker.name(), worker);
  }

  /** The worker of a route, empty when the route has none. */
  public Optional<Worker> find(String route) {
    return Optional.ofNullable(workers.get(route));
  }

  /** The routes that have one. */
  public Collection<String> names() {
    return workers.keySet();
  }
}
