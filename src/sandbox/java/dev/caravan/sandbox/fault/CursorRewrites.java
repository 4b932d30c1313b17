package dev.caravan.sandbox.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.sandbox.http.Json;

/** Faults of the token that leads to the next page. */
final class CursorRewrites {
  private CursorRewrites() {}

  static Effect.Rewrite same() {
    return draft -> draft.next(draft.currentToken());
  }

  static Effect.Rewrite cycle() {
    return draft -> draft.next(draft.previousToken());
  }

  static Effect.Rewrite numeric() {
    return draft -> draft.next(draft.numericNextToken());
  }

  static Effect.Rewrite fixed(String json) {
    JsonNode token = Json.parse(json);
    return draft -> draft.next(token);
  }

  static Effect.Rewrite missing() {
    return draft -> draft.next(MissingNode.getInstance());
  }
}
