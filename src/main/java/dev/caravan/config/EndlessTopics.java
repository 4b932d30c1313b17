package dev.caravan.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.camel.model.RouteDefinition;

/**
 * Finds workers whose dead letters come back to them, and those that write into the topic that they
 * read: one event would go round for ever.
 */
final class EndlessTopics {
  private static final String WORKER = "caravan-worker";
  private static final String SINK = "caravan-kafka";

  private final BiFunction<KameletUse, String, String> values;
  private final Objections faults;
  private final Map<Topic, List<Way>> ways = new HashMap<>();

  /** A topic of a cluster. */
  private record Topic(String brokers, String name) {}

  /** A worker gives what it reads to another topic. */
  private record Way(KameletUse worker, Topic to) {}

  /**
   * @param values gives the value of a parameter of a use, whether written or not
   * @param faults takes a worker, and those that its events pass before they are back
   */
  EndlessTopics(BiFunction<KameletUse, String, String> values, Objections faults) {
    this.values = values;
    this.faults = faults;
  }

  /** Looks at all routes. */
  void check(List<RouteDefinition> routes) {
    routes.forEach(this::learn);
    ways.keySet().forEach(topic -> follow(topic, new ArrayList<>(), new HashSet<>()));
  }

  private void learn(RouteDefinition route) {
    KameletUse.input(route)
        .filter(use -> use.kamelet().equals(WORKER))
        .ifPresent(
            worker -> {
              for (Topic read : topics(worker)) {
                KameletUse.in(route).stream()
                    .filter(use -> use.kamelet().equals(SINK) && topic(use, "topic").equals(read))
                    .forEach(sink -> rejectSink(sink, read));
                ways.computeIfAbsent(read, topic -> new ArrayList<>())
                    .add(new Way(worker, topic(worker, "deadLetters")));
              }
            });
  }

  /** Camel's consumer takes several, separated by commas. */
  private List<Topic> topics(KameletUse worker) {
    String brokers = values.apply(worker, "brokers");
    return Arrays.stream(values.apply(worker, "topic").split(","))
        .map(name -> new Topic(brokers, name.strip()))
        .toList();
  }

  private Topic topic(KameletUse use, String parameter) {
    return new Topic(values.apply(use, "brokers"), values.apply(use, parameter));
  }

  private void follow(Topic from, List<Way> passed, Set<Topic> seen) {
    if (!passed.isEmpty() && topics(passed.get(0).worker()).contains(from)) {
      reject(passed);
      return;
    }
    if (seen.add(from)) {
      for (Way way : ways.getOrDefault(from, List.of())) {
        passed.add(way);
        follow(way.to(), passed, seen);
        passed.remove(passed.size() - 1);
      }
    }
  }

  private void rejectSink(KameletUse sink, Topic topic) {
    faults.add(
        sink.where()
            + ", parameter topic: '"
            + topic.name()
            + "' is what the route's own worker reads, which would work on its own events for"
            + " ever; send them to another topic");
  }

  private void reject(List<Way> circle) {
    Way first = circle.get(0);
    faults.add(
        first.worker().where()
            + ", parameter deadLetters: '"
            + first.to().name()
            + (circle.size() == 1
                ? "' is the topic that it reads"
                : "' comes back to the topic that it reads, by the dead letters of "
                    + String.join(
                        ", ",
                        circle.stream()
                            .skip(1)
                            .map(way -> "route " + way.worker().route())
                            .toList()))
            + ", so that a bad event would go round for ever; name a topic that no such worker"
            + " reads");
  }
}
