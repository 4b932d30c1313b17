package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.api.request.Target;
import dev.caravan.pull.end.EndOfScan;
import dev.caravan.pull.end.Rules;
import dev.caravan.pull.end.Verdict;
import dev.caravan.pull.paging.PagingParameters;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Response;
import dev.caravan.sandbox.http.Json;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Walks a style with Caravan's own strategies, as a stream with these parameters does. */
public final class PullWalk {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final int MOST_PAGES = 50;

  private static final Verdict BEGIN =
      new Verdict(Optional.empty(), Optional.empty(), Walked.NOTHING, Known.NOTHING, List.of());

  private final HttpClient http = HttpClient.newHttpClient();
  private final Target base;
  private final JsonPathTo records;
  private final EndOfScan end;

  private PullWalk(Target base, String records, PagingParameters paging) {
    this.base = base;
    this.records = new JsonPathTo("records", records);
    this.end =
        new EndOfScan(new Rules(paging.toPagination(), paging.declared(), this.records, List.of()));
  }

  public static PullWalk get(String url, String records, Consumer<PagingParameters> parameters) {
    return new PullWalk(
        new Target("GET", URI.create(url), Map.of(), Optional.empty()),
        records,
        pagination(parameters));
  }

  public static PullWalk post(
      String url, String body, String records, Consumer<PagingParameters> parameters) {
    return new PullWalk(
        new Target("POST", URI.create(url), Map.of(), Optional.of(Json.parse(body))),
        records,
        pagination(parameters));
  }

  /** All pages. */
  public List<List<JsonNode>> pages() {
    List<List<JsonNode>> pages = new ArrayList<>();
    Verdict verdict = BEGIN;
    do {
      Optional<String> position = verdict.next();
      Target target = end.at(base, position);
      Response response = fetch(target);
      verdict =
          end.judge(
              end.tell(response, target, position, Optional.empty()),
              verdict.walked(),
              verdict.known());
      pages.add(response.records().stream().map(PullWalk::node).toList());
      // These APIs mean what they say, so that nothing needs to be looked at once more.
    } while (verdict.next().isPresent()
        && verdict.walked().proving().isEmpty()
        && pages.size() < MOST_PAGES);
    return pages;
  }

  public List<JsonNode> records() {
    return pages().stream().flatMap(List::stream).toList();
  }

  private Response fetch(Target target) {
    HttpResponse<String> response = send(target);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          target.url() + " is answered with " + response.statusCode() + ": " + response.body());
    }
    Object body = MAPPER.convertValue(Json.parse(response.body()), Object.class);
    List<?> found = records.find(body).map(List.class::cast).orElse(List.of());
    Map<String, String> headers =
        response.headers().map().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> String.join(", ", e.getValue())));
    return new Response(target.url(), headers, body, found);
  }

  /** A server with many idle connections closes some, and a client repeats no POST by itself. */
  private HttpResponse<String> sendTwice(HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse.BodyHandler<String> text =
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
    try {
      return http.send(request, text);
    } catch (IOException e) {
      return http.send(request, text);
    }
  }

  private HttpResponse<String> send(Target target) {
    HttpRequest.Builder request = HttpRequest.newBuilder(target.url());
    target.headers().forEach(request::header);
    request.method(
        target.method(),
        target
            .body()
            .map(body -> HttpRequest.BodyPublishers.ofString(body.toString()))
            .orElse(HttpRequest.BodyPublishers.noBody()));
    try {
      return sendTwice(request.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode node(Object record) {
    return Json.parse(new String(Json.bytes(record), StandardCharsets.UTF_8));
  }

  private static PagingParameters pagination(Consumer<PagingParameters> parameters) {
    PagingParameters paging = new PagingParameters();
    parameters.accept(paging);
    return paging;
  }
}
