package dev.caravan.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Dashboard and alerts ask for what is measured: the table of metrics, which has its own test. */
class MonitoringTest {
  private static final Path DEPLOY = Path.of("deploy");
  private static final Pattern DESCRIBED =
      Pattern.compile("(?m)^\\| `(caravan_\\w+)\\{([\\w,]+)}` \\| (.*) \\|$");
  private static final Pattern ASKED = Pattern.compile("(caravan_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(?:=~|!~|!=|=)\"([^\"]*)\"");
  private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

  private final Map<String, Set<String>> labels = new HashMap<>();
  private final Map<String, String> meaning = new HashMap<>();

  MonitoringTest() {
    DESCRIBED
        .matcher(Document.read(Path.of("docs/operating.md")).table("metrics"))
        .results()
        .forEach(
            row -> {
              labels.put(row.group(1), new TreeSet<>(List.of(row.group(2).split(","))));
              meaning.put(row.group(1), row.group(3));
            });
  }

  @Test
  void eachQueryOfTheDashboardAsksForWhatIsMeasured() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(DEPLOY.resolve("grafana/caravan.json").toFile());
    List<JsonNode> targets = dashboard.findValues("targets");
    assertThat(targets).hasSizeGreaterThan(15);
    for (JsonNode target : targets) {
      target.forEach(
          query -> check(query.get("expr").asText(), query.get("legendFormat").asText()));
    }
  }

  @Test
  void eachAlertAsksForWhatIsMeasuredAndItsSectionOfTheRunbookIsThere() throws IOException {
    JsonNode rules =
        new YAMLMapper()
            .readTree(DEPLOY.resolve("prometheus/alerts.yaml").toFile())
            .at("/groups/0/rules");
    Set<String> sections = sections();
    assertThat(rules).hasSizeGreaterThan(8);
    for (JsonNode rule : rules) {
      check(rule.get("expr").asText(), rule.at("/annotations/summary").asText());
      String runbook = rule.at("/annotations/runbook").asText();
      assertThat(runbook).startsWith("docs/runbook.md#");
      assertThat(sections).contains(runbook.substring(runbook.indexOf('#') + 1));
    }
  }

  @Test
  void everythingThatIsMeasuredIsOnTheDashboard() throws IOException {
    String dashboard = Document.read(DEPLOY.resolve("grafana/caravan.json")).text();
    assertThat(labels.keySet()).allSatisfy(metric -> assertThat(dashboard).contains(metric));
  }

  private void check(String query, String legend) {
    Set<String> known = new TreeSet<>(List.of("instance", "job"));
    List<String> metrics = new ArrayList<>();
    ASKED
        .matcher(query)
        .results()
        .forEach(
            asked -> {
              String metric = asked.group(1).replaceFirst("_(sum|count)$", "");
              assertThat(labels).as(query).containsKey(metric);
              metrics.add(metric);
              known.addAll(labels.get(metric));
              checkLabels(query, metric, asked.group(2) == null ? "" : asked.group(2));
            });
    if (metrics.isEmpty()) {
      assertThat(query).containsAnyOf("hikaricp_", "jvm_", "process_", "up{");
    }
    GROUPED
        .matcher(query)
        .results()
        .flatMap(by -> Arrays.stream(by.group(1).split(", ")))
        .forEach(label -> assertThat(known).as(query).contains(label));
    LEGEND
        .matcher(legend)
        .results()
        .forEach(label -> assertThat(known).as(query).contains(label.group(1)));
  }

  private void checkLabels(String query, String metric, String matchers) {
    MATCHER
        .matcher(matchers)
        .results()
        .forEach(
            matcher -> {
              assertThat(labels.get(metric)).as(query).contains(matcher.group(1));
              if (matcher.group(1).equals("outcome") && !metric.contains("webhooks")) {
                assertThat(meaning.get(metric)).as(query).contains(matcher.group(2).split("\\|"));
              }
            });
  }

  /** Anchors of the runbook's headings, as GitHub makes them. */
  private static Set<String> sections() {
    Set<String> sections = new TreeSet<>();
    Pattern.compile("(?m)^## (.*)$")
        .matcher(Document.read(Path.of("docs/runbook.md")).text())
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .forEach(sections::add);
    return sections;
  }
}
