package dev.caravan.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Api;
import dev.caravan.api.limits.Entrant;
import dev.caravan.api.request.Target;
import dev.caravan.config.time.Every;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What the parameters of every source kamelet say alike: which path of which API, how often, and
 * how much at once. Every setter rejects a value that cannot work.
 */
public abstract class ConfiguredInput implements Input {
  private String name;
  private String apiName;
  private Api api;
  private String path;
  private String method = "GET";
  private Optional<JsonNode> body = Optional.empty();
  private Every every;
  private long maxPages = Long.MAX_VALUE;
  private int weight = 1;

  /** The route that uses the kamelet. */
  public final void setName(String name) {
    this.name = name;
  }

  /** The name of the API's bean. */
  public final void setApiName(String apiName) {
    this.apiName = apiName;
  }

  public final void setApi(Api api) {
    api.check();
    this.api = api;
  }

  /** Below the API's base URL, with a query of its own if it has one. */
  public final void setPath(String path) {
    if (path == null || !path.startsWith("/")) {
      throw new IllegalArgumentException("path '" + path + "' does not start with a slash");
    }
    this.path = path;
  }

  /** {@code GET} or {@code POST}. */
  public final void setMethod(String method) {
    this.method = method;
  }

  /** The JSON body of a POST. */
  public final void setBody(String json) {
    try {
      this.body = Optional.of(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("body is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** From the start of a run to the start of the next, or the times at which runs start. */
  public final void setEvery(String every) {
    this.every = Every.parse(every);
  }

  /** Pages of one run at most; 0 for no limit. */
  public final void setMaxPages(long maxPages) {
    if (maxPages < 0) {
      throw new IllegalArgumentException("maxPages " + maxPages + " is below 0; 0 means no limit");
    }
    this.maxPages = maxPages == 0 ? Long.MAX_VALUE : maxPages;
  }

  /** Turns for each one of another stream, when the quota is short, 1 to 100. */
  public final void setWeight(int weight) {
    this.weight = new Entrant("", weight).weight();
  }

  @Override
  public final int weight() {
    return weight;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String apiName() {
    return apiName;
  }

  @Override
  public final Api api() {
    return api;
  }

  @Override
  public final Every every() {
    return every;
  }

  @Override
  public final long maxPages() {
    return maxPages;
  }

  public final String path() {
    return path;
  }

  /** The request for a path below the API's base URL, with method and body as they are declared. */
  protected final Target target(String pathAndQuery) {
    return new Target(method, URI.create(api.baseUrl() + pathAndQuery), Map.of(), body);
  }
}
