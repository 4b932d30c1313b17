package dev.caravan.pull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The {@code caravan-pull} streams of a context by route, for whoever reads through one. Camel
 * keeps the beans of kamelets from each other. Safe for any thread.
 */
public final class Streams {
  private final Map<String, Stream> byName = new ConcurrentSkipListMap<>();

  void add(Stream stream) {
    byName.put(stream.name(), stream);
  }

  /** The stream of a route. */
  public Optional<Stream> find(String route) {
    return Optional.ofNullable(byName.get(route));
  }

  /** The routes of all streams. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
