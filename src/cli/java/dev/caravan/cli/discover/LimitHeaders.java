package dev.caravan.cli.discover;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an API tells of its limits. */
final class LimitHeaders {
  private LimitHeaders() {}

  /** Takes back what is asked of limits, since somebody has said what they are. */
  static void settle(Findings findings) {
    findings.questions().removeIf(question -> question.matches(".*[Ss]et quota\\b.*"));
  }

  static void find(Inquiry inquiry) {
    Map<String, String> told = new TreeMap<>(inquiry.looks().get(0).response().headers());
    told.keySet().removeIf(name -> !name.matches("(x-)?(rate-?limit|quota|.*-rate-?limit).*"));
    if (told.isEmpty()) {
      inquiry
          .findings()
          .question(
              "What is the API's limit? It tells none in its headers: set quota, such as 1000/h.");
      return;
    }
    String text =
        told.entrySet().stream()
            .map(each -> each.getKey() + ": " + each.getValue())
            .collect(Collectors.joining(", "));
    boolean adaptive =
        told.keySet().stream().anyMatch(name -> name.matches("(x-)?ratelimit-remaining"))
            && told.keySet().stream().anyMatch(name -> name.matches("(x-)?ratelimit-reset"));
    if (adaptive) {
      inquiry.findings().api("adaptive", true, "Responses tell of the limit: " + text);
    } else {
      inquiry
          .findings()
          .question("Responses tell of a limit (" + text + "): in which time? Set quota.");
    }
  }
}
