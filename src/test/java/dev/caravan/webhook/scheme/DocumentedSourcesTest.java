package dev.caravan.webhook.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.webhook.Judging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every source in the documentation can be read, and every preset is described. */
class DocumentedSourcesTest {
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @Test
  void everySourceThatIsShownIsOne() throws IOException {
    List<Map<String, String>> sources = sources();
    assertThat(sources).hasSizeGreaterThan(20).allSatisfy(Judging::of);
  }

  @Test
  void everyPresetIsDescribed() throws IOException {
    String text = Files.readString(Path.of("docs/webhooks.md"));
    assertThat(Presets.load().byName().keySet())
        .allSatisfy(preset -> assertThat(text).containsPattern("(preset: |`)" + preset + "\\b"));
  }

  private static List<Map<String, String>> sources() throws IOException {
    String text =
        Files.readString(Path.of("docs/webhooks.md"))
            + Files.readString(Path.of("docs/sources.md"));
    return YAML.matcher(text)
        .results()
        .map(
            block ->
                (List<?>) new Load(LoadSettings.builder().build()).loadFromString(block.group(1)))
        .flatMap(List::stream)
        .flatMap(element -> beans((Map<?, ?>) element))
        .toList();
  }

  private static Stream<Map<String, String>> beans(Map<?, ?> element) {
    return element.get("beans") instanceof List<?> beans
        ? beans.stream().map(bean -> properties((Map<?, ?>) ((Map<?, ?>) bean).get("properties")))
        : Stream.of();
  }

  private static Map<String, String> properties(Map<?, ?> written) {
    Map<String, String> properties = new HashMap<>();
    written.forEach(
        (name, value) ->
            properties.put(
                (String) name, String.valueOf(value).replaceAll("\\{\\{env:[^}]*}}", "c2VjcmV0")));
    // Any file that is there.
    properties.computeIfPresent("secretsFile", (name, file) -> "README.md");
    return properties;
  }
}
