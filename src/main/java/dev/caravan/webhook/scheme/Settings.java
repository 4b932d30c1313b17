package dev.caravan.webhook.scheme;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a source was given, over what its preset says. */
public record Settings(Map<String, String> values) {

  /** Puts the preset underneath. */
  public static Settings of(Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    Optional.ofNullable(given.get("preset"))
        .ifPresent(preset -> values.putAll(Presets.load().get(preset)));
    values.putAll(given);
    return new Settings(values);
  }

  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  public String get(String name, String otherwise) {
    return find(name).orElse(otherwise);
  }

  public String required(String name, String advice) {
    return find(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new IllegalArgumentException(name + " is empty; " + advice));
  }

  public Optional<Place> place(String name) {
    return find(name).map(text -> Place.parse(name, text));
  }

  public boolean isTrue(String name) {
    String value = get(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(name + " '" + value + "' is neither true nor false");
    }
    return value.equals("true");
  }

  public int seconds(String name, int otherwise) {
    String value = get(name, Integer.toString(otherwise));
    if (!value.matches("\\d{1,7}")) {
      throw new IllegalArgumentException(name + " '" + value + "' is no number of seconds");
    }
    return Integer.parseInt(value);
  }

  /** One of the constants, by its name in small letters. */
  public <E extends Enum<E>> E oneOf(String name, Class<E> kind, E otherwise) {
    Optional<String> value = find(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    return Arrays.stream(kind.getEnumConstants())
        .filter(constant -> text(constant).equals(value.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + " '"
                        + value.get()
                        + "' is not one of "
                        + Arrays.stream(kind.getEnumConstants())
                            .map(Settings::text)
                            .collect(Collectors.joining(", "))));
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
