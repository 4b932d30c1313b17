package dev.caravan.pull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Api;
import dev.caravan.config.Durations;
import dev.caravan.pull.format.BodyFormat;
import dev.caravan.pull.paging.JsonPathTo;
import dev.caravan.pull.paging.Locator;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.PagingParameters;
import dev.caravan.pull.paging.Target;
import dev.caravan.pull.parents.ParentParameters;
import dev.caravan.pull.parents.Parents;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WatermarkParameters;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One stream of records: which path of which API, how it pages, what is new, where the records are.
 * Configured by the parameters of the {@code caravan-pull} and {@code caravan-pull-children}
 * kamelets; immutable after {@link #init}.
 */
public final class Stream implements Input {
  private final PagingParameters paging = new PagingParameters();
  private final WatermarkParameters since = new WatermarkParameters();
  private final ParentParameters parent = new ParentParameters();
  private String name;
  private String apiName;
  private Api api;
  private String path;
  private String method = "GET";
  private Optional<JsonNode> body = Optional.empty();
  private Duration every;
  private JsonPathTo records;
  private BodyFormat format = BodyFormat.AUTO;
  private long maxPages = Long.MAX_VALUE;
  private Pagination pagination;
  private Optional<Streams> streams = Optional.empty();
  private Optional<Watermark> watermark = Optional.empty();
  private Optional<Parents> parents = Optional.empty();

  /** Called once all parameters are set; rejects what cannot work together. */
  public void init() {
    pagination = paging.toPagination();
    watermark = since.toWatermark();
    parents = parent.toParents(path);
    streams.ifPresent(all -> all.add(this));
  }

  /** The parameters about paging. */
  public PagingParameters getPaging() {
    return paging;
  }

  /** The parameters about watermarks. */
  public WatermarkParameters getSince() {
    return since;
  }

  /** The parameters about parents. */
  public ParentParameters getParent() {
    return parent;
  }

  /** Where others look for it. */
  public void setStreams(Streams streams) {
    this.streams = Optional.of(streams);
  }

  /** The route that uses the kamelet. */
  public void setName(String name) {
    this.name = name;
  }

  /** The name of the API's bean. */
  public void setApiName(String apiName) {
    this.apiName = apiName;
  }

  public void setApi(Api api) {
    api.check();
    this.api = api;
  }

  /** Below the API's base URL, with the stream's own query if it has one. */
  public void setPath(String path) {
    if (path == null || !path.startsWith("/")) {
      throw new IllegalArgumentException("path '" + path + "' does not start with a slash");
    }
    this.path = path;
  }

  /** {@code GET} or {@code POST}. */
  public void setMethod(String method) {
    this.method = method;
  }

  /** The JSON body of a POST. */
  public void setBody(String json) {
    try {
      this.body = Optional.of(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("body is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** From the start of a run to the start of the next. */
  public void setEvery(String every) {
    this.every = Durations.parse("every", every);
  }

  /** The JSONPath of the records. */
  public void setRecords(String records) {
    this.records = new JsonPathTo("records", records);
  }

  /** {@code auto}, {@code json}, {@code jsonl} or {@code csv}. */
  public void setFormat(String format) {
    this.format = BodyFormat.valueOf(format.toUpperCase(Locale.ROOT));
  }

  /** Pages of one run at most; 0 for no limit. */
  public void setMaxPages(long maxPages) {
    if (maxPages < 0) {
      throw new IllegalArgumentException("maxPages " + maxPages + " is below 0; 0 means no limit");
    }
    this.maxPages = maxPages == 0 ? Long.MAX_VALUE : maxPages;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String apiName() {
    return apiName;
  }

  @Override
  public Api api() {
    return api;
  }

  @Override
  public Duration every() {
    return every;
  }

  @Override
  public long maxPages() {
    return maxPages;
  }

  public Pagination pagination() {
    return pagination;
  }

  /** Empty when every scan is a full one. */
  public Optional<Watermark> watermark() {
    return watermark;
  }

  /** For which records the stream runs once each; empty when it runs once. */
  public Optional<Parents> parents() {
    return parents;
  }

  /** Whether a page that repeats the one before it is this API's way to end. */
  public boolean isRepeatedPageTheEnd() {
    return paging.isRepeatedPageEnds();
  }

  BodyFormat format() {
    return format;
  }

  JsonPathTo records() {
    return records;
  }

  Optional<Locator> total() {
    return paging.total();
  }

  String path() {
    return path;
  }

  /** The request for the first page of a scan, with all the stream's filters. */
  Target firstPage(String ofPath, ScanBounds bounds) {
    Target base = new Target(method, URI.create(api.baseUrl() + ofPath), Map.of(), body);
    return watermark
        .filter(mark -> !bounds.whole())
        .map(mark -> mark.bound(base, bounds.watermark(), bounds.started()))
        .orElse(base);
  }
}
