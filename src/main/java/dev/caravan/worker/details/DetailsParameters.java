package dev.caravan.worker.details;

import dev.caravan.api.Api;
import dev.caravan.response.JsonPathTo;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.spi.Registry;

/** The parameters of the {@code caravan-worker} kamelet about details. */
public final class DetailsParameters {
  private String apiName = "";
  private String path = "";
  private String record = "$";
  private boolean skipMissing;
  private int attempts = 5;
  private int parallel = 4;

  /** The name of the API's bean. */
  public void setApiName(String apiName) {
    this.apiName = apiName;
  }

  /** The path of an event's details, with fields of its record in braces. */
  public void setPath(String path) {
    this.path = path;
  }

  /** The JSONPath of the record in a response. */
  public void setRecord(String record) {
    this.record = record;
  }

  /** What is done with an event that has no details: {@code dead-letter} or {@code skip}. */
  public void setMissing(String missing) {
    this.skipMissing = "skip".equals(missing.toLowerCase(Locale.ROOT));
  }

  /** How often details are asked for that the API gives for other events. */
  public void setAttempts(int attempts) {
    this.attempts = within("detailsAttempts", attempts, 1_000);
  }

  /** How many details are asked for at a time. */
  public void setParallel(int parallel) {
    this.parallel = within("parallel", parallel, 64);
  }

  private static int within(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s %d is out of range; it takes 1 to %d".formatted(name, value, most));
    }
    return value;
  }

  public Optional<Details> toDetails(Registry beans) {
    if (apiName.isEmpty() != path.isEmpty()) {
      throw new IllegalArgumentException(
          "api and details go together: details is the path to ask that API for, such as"
              + " /orders/{id}");
    }
    return apiName.isEmpty() ? Optional.empty() : Optional.of(details(beans));
  }

  private Details details(Registry beans) {
    Api api = beans.lookupByNameAndType(apiName, Api.class);
    if (api == null) {
      throw new IllegalArgumentException("there is no bean '" + apiName + "' of type " + Api.class);
    }
    api.check();
    return new Details(
        api,
        apiName,
        new DetailsPath(path),
        new JsonPathTo("detailsRecord", record),
        skipMissing,
        attempts,
        parallel);
  }
}
