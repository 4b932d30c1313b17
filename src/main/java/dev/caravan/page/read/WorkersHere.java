package dev.caravan.page.read;

import dev.caravan.worker.Workers;
import dev.caravan.worker.WorkersHealth;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;

/** The workers of a process. A class of its own, since a hub without Kafka has none. */
interface WorkersHere {
  Collection<String> names();

  /** Whether one waits for something that is away. */
  boolean waits(String name);

  static WorkersHere of(CamelContext context) {
    Workers workers = context.getRegistry().lookupByNameAndType("caravanWorkers", Workers.class);
    WorkersHealth health =
        context.getRegistry().lookupByNameAndType("caravanWorkersHealth", WorkersHealth.class);
    return new WorkersHere() {
      @Override
      public Collection<String> names() {
        return workers == null ? List.of() : List.copyOf(workers.names());
      }

      @Override
      public boolean waits(String name) {
        return workers != null
            && health != null
            && workers.names().contains(name)
            && health.waitsFor(name).isPresent();
      }
    };
  }
}
