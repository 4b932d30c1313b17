package dev.caravan.upsert.spec;

import dev.caravan.quarantine.Reject;
import java.util.Optional;

/** What a JSON Schema demands of records, if one was named. */
public final class JsonRules {
  /** Nothing. */
  public static final JsonRules NONE = new JsonRules(record -> Optional.empty());

  private final Check check;

  @FunctionalInterface
  private interface Check {
    Optional<Reject> broken(Object record);
  }

  private JsonRules(Check check) {
    this.check = check;
  }

  /**
   * Those of a schema.
   *
   * @param place {@code file:path} or {@code classpath:path}; empty for none
   * @throws IllegalArgumentException when it is not there, or no schema
   */
  public static JsonRules of(String place) {
    if (place.isBlank()) {
      return NONE;
    }
    try {
      JsonContract contract = JsonContract.read(place.strip());
      return new JsonRules(contract::broken);
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "jsonSchema needs com.networknt:json-schema-validator on the class path", e);
    }
  }

  /** Why a record does not keep them; empty when it does. */
  public Optional<Reject> broken(Object record) {
    return check.broken(record);
  }
}
