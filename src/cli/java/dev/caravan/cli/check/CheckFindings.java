package dev.caravan.cli.check;

import dev.caravan.config.Counted;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a check has found so far, each once. */
final class CheckFindings {
  private final Set<String> faults = new LinkedHashSet<>();
  private final Set<String> outages = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /** What cannot work until somebody changes it. */
  void fault(String text) {
    faults.add(text.strip());
  }

  /** What is away, and may come back. */
  void outage(String text) {
    outages.add(text.strip());
  }

  /** What works, and hardly as somebody meant it. */
  void warning(String text) {
    warnings.add(text.strip());
  }

  /** What is well, and worth knowing. */
  void note(String text) {
    notes.add(text.strip());
  }

  /** How many faults. */
  int faults() {
    return faults.size();
  }

  /** Whether a fault is about something of that name. */
  boolean tellsOf(String name) {
    return faults.stream().anyMatch(fault -> fault.contains(name));
  }

  boolean isEmpty() {
    return faults.isEmpty() && outages.isEmpty() && warnings.isEmpty();
  }

  /** How many of each kind. */
  String counts() {
    return "%s, %d away, %s"
        .formatted(
            Counted.of(faults.size(), "fault"),
            outages.size(),
            Counted.of(warnings.size(), "warning"));
  }

  boolean hasOutages() {
    return !outages.isEmpty();
  }

  boolean hasWarnings() {
    return !warnings.isEmpty();
  }

  /** A line for each, with what kind it is before it. */
  List<String> lines() {
    return Stream.of(
            lines("note", notes),
            lines("fault", faults),
            lines("away", outages),
            lines("warning", warnings))
        .flatMap(each -> each)
        .toList();
  }

  private static Stream<String> lines(String kind, Collection<String> texts) {
    return texts.stream()
        .map(text -> "%-9s%s".formatted(kind, text.replaceAll("\\R\\s*", "\n         ")));
  }
}
