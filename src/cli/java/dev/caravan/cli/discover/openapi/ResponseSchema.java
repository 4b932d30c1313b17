package dev.caravan.cli.discover.openapi;

import java.util.Map;
import java.util.Optional;

/** What an operation answers when all is well. */
final class ResponseSchema {
  private static final int DEEPEST = 4;

  private final OpenApiDocument document;
  private final Map<?, ?> operation;

  ResponseSchema(OpenApiDocument document, Map<?, ?> operation) {
    this.document = document;
    this.operation = operation;
  }

  /** Whether it has a list of objects. */
  boolean isList() {
    return schema().filter(schema -> hasList(schema, 0)).isPresent();
  }

  private Optional<Object> schema() {
    Map<?, ?> responses = OpenApiDocument.map(operation.get("responses"));
    return responses.keySet().stream()
        .filter(status -> String.valueOf(status).matches("(?i)2\\d\\d|2xx"))
        .map(status -> OpenApiDocument.map(document.resolved(responses.get(status))))
        .flatMap(response -> OpenApiDocument.map(response.get("content")).entrySet().stream())
        .filter(content -> String.valueOf(content.getKey()).contains("json"))
        .map(content -> (Object) OpenApiDocument.map(content.getValue()).get("schema"))
        .filter(schema -> schema != null)
        .findFirst();
  }

  private boolean hasList(Object unresolved, int depth) {
    Map<?, ?> schema = OpenApiDocument.map(document.resolved(unresolved));
    if (depth > DEEPEST) {
      return false;
    }
    if (schema.containsKey("items")) {
      return isObject(schema.get("items"), 0);
    }
    return OpenApiDocument.list(schema.get("allOf")).stream()
            .anyMatch(part -> hasList(part, depth + 1))
        // Lists deeper in are parts of one record, unless they stand in an envelope.
        || depth < 2
            && !OpenApiDocument.map(schema.get("properties")).containsKey("id")
            && OpenApiDocument.map(schema.get("properties")).values().stream()
                .anyMatch(property -> hasList(property, depth + 1));
  }

  private boolean isObject(Object unresolved, int depth) {
    Map<?, ?> schema = OpenApiDocument.map(document.resolved(unresolved));
    return depth < DEEPEST
        && (schema.containsKey("properties")
            || "object".equals(schema.get("type"))
            || OpenApiDocument.list(schema.get("allOf")).stream()
                .anyMatch(part -> isObject(part, depth + 1)));
  }
}
