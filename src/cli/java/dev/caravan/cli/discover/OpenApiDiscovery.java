package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.openapi.OpenApiDocument;
import dev.caravan.cli.discover.openapi.OpenApiList;
import dev.caravan.cli.discover.seen.JsonNames;
import dev.caravan.cli.discover.seen.RecordShape;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One stream for each list of an OpenAPI document, and for lists below one record those of its
 * parents. Each is asked as one from a URL is, with the parameters that the document has.
 */
final class OpenApiDiscovery {
  private static final int MOST_PARENTS = 3;

  private final Asking asking;
  private final OpenApiDocument document;
  private final String base;
  private final List<String> notes;
  private final Map<String, RouteText.Part> byPath = new LinkedHashMap<>();

  /**
   * @param base where the API is
   * @param notes takes what is said of lists that become no stream
   */
  OpenApiDiscovery(Asking asking, OpenApiDocument document, URI base, List<String> notes) {
    this.asking = asking;
    this.document = document;
    this.base = base.toString().replaceFirst("/+$", "");
    this.notes = notes;
  }

  List<RouteText.Part> run() throws IOException, InterruptedException {
    for (OpenApiList list : document.lists()) {
      if (!list.required().isEmpty()) {
        notes.add(
            "QUESTION: %s needs %s: which value? It has no stream here."
                .formatted(list.path(), String.join(", ", list.required())));
      } else if (list.parameters().isEmpty()) {
        asking.another();
        add(list, id(list.name()), list.path());
      }
    }
    for (OpenApiList list : document.lists()) {
      if (!list.parameters().isEmpty() && list.required().isEmpty()) {
        child(list);
      }
    }
    if (byPath.isEmpty()) {
      throw new NothingFoundException(
          "the document has no list that could be asked for; " + String.join("; ", notes));
    }
    return List.copyOf(byPath.values());
  }

  private void child(OpenApiList list) throws IOException, InterruptedException {
    Optional<RouteText.Part> parent = list.parent().map(byPath::get);
    Optional<String> key =
        parent
            .map(part -> part.inquiry().findings().table().get("key"))
            .map(Findings.Finding::value);
    if (key.isEmpty()) {
      notes.add(
          "QUESTION: %s is a list of what is no stream here: of which?".formatted(list.path()));
      return;
    }
    asking.another();
    List<Object> parents = parent.get().inquiry().known().all();
    for (Object row : parents.subList(0, Math.min(MOST_PARENTS, parents.size()))) {
      String value = String.valueOf(((Map<?, ?>) row).get(key.get()));
      String path = list.with(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
      if (add(list, id(parent.get().id() + "-" + list.name()), path)) {
        below(byPath.get(list.path()), list, parent.get(), key.get(), value);
        return;
      }
    }
  }

  /** Whether there is a list with records; else it is said why not. */
  private boolean add(OpenApiList list, String id, String path)
      throws IOException, InterruptedException {
    try {
      Target target = new Target("GET", URI.create(base + path), Map.of(), Optional.empty());
      Inquiry inquiry = new Discovery(asking, target, Optional.of(list.query())).run();
      RouteText.Part part = new RouteText.Part(id, inquiry);
      byPath.values().stream()
          .filter(other -> LikeAnother.may(part, list.query(), other))
          .findFirst()
          .ifPresent(other -> LikeAnother.take(part, other));
      byPath.put(list.path(), part);
      return true;
    } catch (NothingFoundException e) {
      notes.add("QUESTION: %s has no stream here: %s".formatted(list.path(), e.getMessage()));
      return false;
    }
  }

  private static void below(
      RouteText.Part child, OpenApiList list, RouteText.Part parent, String key, String value) {
    Findings found = child.inquiry().findings();
    String column = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
    String path = RouteText.path(child.inquiry().largePages().url());
    found.kamelet("caravan-pull-children");
    String asked = list.with(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
    found.stream("path", path.replace(asked, list.with("{" + column + "}")), "");
    found.stream("parentTable", parent.table(), "");
    found.stream("parentKey", column, "");
    found.stream("parentStream", parent.id(), "");
    Optional<String> own = fieldOf(value, child.inquiry());
    String field = own.orElse(parent.table() + "_" + column);
    if (own.isEmpty()) {
      found.stream("parentField", field, "No field of the records names their parent.");
    }
    Findings.Finding childKey = found.table().get("key");
    if (childKey != null && !childKey.value().equals(field)) {
      found.table(
          "key",
          field + "," + childKey.value(),
          "Seen of one parent; others may have the same " + childKey.value() + ".");
    }
    found.remove(
        "watermark",
        "watermarkParam",
        "watermarkBoundary",
        "watermarkFormat",
        "watermarkParamFormat",
        "lookback");
    found.question(
        "Does a record of %s change when its %s change? Then parentVersion has only those visited."
            .formatted(parent.id(), list.name()));
  }

  /** The field in which all records have the key of their parent. */
  private static Optional<String> fieldOf(String value, Inquiry child) {
    RecordShape shape = new RecordShape(child.known().all());
    return shape.names().stream()
        .filter(JsonNames::isWritable)
        .filter(
            name ->
                shape.rows().stream().allMatch(row -> value.equals(String.valueOf(row.get(name)))))
        .findFirst();
  }

  private String id(String name) {
    String plain =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    List<String> taken = new ArrayList<>();
    byPath.values().forEach(part -> taken.add(part.id()));
    String id = plain.isEmpty() ? "records" : plain;
    for (int i = 2; taken.contains(id); i++) {
      id = plain + "-" + i;
    }
    return id;
  }
}
