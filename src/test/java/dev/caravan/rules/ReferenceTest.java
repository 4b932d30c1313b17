package dev.caravan.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import dev.caravan.api.HmacSigner;
import dev.caravan.config.Metric;
import dev.caravan.webhook.Source;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages list is all that there is, and nothing else. */
class ReferenceTest {
  private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
  private static final Pattern METRIC = Pattern.compile("caravan_([a-z_]+)\\{");

  private final String operating = Document.read(Path.of("docs/operating.md")).text();

  @ParameterizedTest
  @ValueSource(classes = {Api.class, HmacSigner.class, Source.class})
  void aTableOfABeanHasEachOfItsProperties(Class<?> bean) {
    Set<String> rows =
        ROW.matcher(Tables.ofBean(bean))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).isEqualTo(properties(bean));
  }

  @Test
  void everyMetricIsDescribedAndEveryDescribedOneIsMeasured() {
    Set<String> described =
        METRIC
            .matcher(operating)
            .results()
            .map(name -> name.group(1).replaceFirst("_(total|seconds(_count|_sum)?)$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> measured =
        Arrays.stream(Metric.values())
            .map(metric -> metric.key().substring("caravan.".length()).replace('.', '_'))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(measured);
  }

  private static Set<String> properties(Class<?> bean) {
    return Stream.of(bean.getMethods())
        .map(Method::getName)
        .filter(name -> name.startsWith("set"))
        .map(name -> name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
