package dev.caravan.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a process took from its start to its end.
 *
 * @param seconds by the clock
 * @param requests to the API
 * @param first seconds until the first one
 * @param cpu seconds of all its processors, of user and system
 * @param megabytes the most memory that it had
 */
record Taken(double seconds, double requests, double first, double cpu, double megabytes) {
  /** The middle one of each. */
  static Taken median(List<Taken> all) {
    return new Taken(
        median(all, Taken::seconds),
        median(all, Taken::requests),
        median(all, Taken::first),
        median(all, Taken::cpu),
        median(all, Taken::megabytes));
  }

  private static double median(List<Taken> all, ToDoubleFunction<Taken> of) {
    return all.stream().mapToDouble(of).sorted().toArray()[all.size() / 2];
  }

  /** How often as much as another one. */
  Taken over(Taken other) {
    return new Taken(
        seconds / other.seconds,
        requests / other.requests,
        first / other.first,
        cpu / other.cpu,
        megabytes / other.megabytes);
  }

  /** A line of a table. */
  String line(String name) {
    String asked = requests > 0 ? "%6.2f s".formatted(first) : "    none";
    return "%-24s %8.2f s   first request %s   cpu %7.2f s   peak %5.0f MB"
        .formatted(name, seconds, asked, cpu, megabytes);
  }

  /** A line for what {@link #over} gave. */
  String ratios(String name) {
    return "%-24s %8.2f     first request %6.2f     cpu %7.2f     peak %5.2f"
        .formatted(name, seconds, first, cpu, megabytes);
  }
}
