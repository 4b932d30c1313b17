package dev.caravan.webhook.scheme;

import dev.caravan.config.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The providers that Caravan knows by name: {@code caravan/webhooks.yaml}. */
public record Presets(Map<String, Map<String, String>> byName) {
  private static final String FILE = "/caravan/webhooks.yaml";

  public static Presets load() {
    try (InputStream yaml = Objects.requireNonNull(Presets.class.getResourceAsStream(FILE), FILE)) {
      Map<?, ?> root =
          (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
      Map<String, Map<String, String>> presets = new LinkedHashMap<>();
      root.forEach((name, values) -> presets.put((String) name, texts((Map<?, ?>) values)));
      return new Presets(presets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The properties of a preset.
   *
   * @throws IllegalArgumentException naming the nearest one, or all, when there is none
   */
  public Map<String, String> get(String name) {
    Map<String, String> preset = byName.get(name);
    if (preset == null) {
      throw new IllegalArgumentException(
          "preset '"
              + name
              + "' does not exist; "
              + NearestName.of(name, byName.keySet())
                  .map(known -> "did you mean " + known + "?")
                  .orElse("there are " + String.join(", ", byName.keySet())));
    }
    return preset;
  }

  private static Map<String, String> texts(Map<?, ?> values) {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((key, value) -> texts.put((String) key, String.valueOf(value)));
    return texts;
  }
}
