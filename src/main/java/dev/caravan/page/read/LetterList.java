package dev.caravan.page.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.worker.deadletter.DeadLetterTopic;
import dev.caravan.worker.deadletter.DeadLetterView;
import java.util.Optional;
import java.util.Set;

/** The dead letters of a worker. */
public final class LetterList {
  private LetterList() {}

  /**
   * Those that were neither replayed nor discarded.
   *
   * @param texts whether to show what messages hold
   */
  public static ArrayNode of(
      DeadLetterTopic topic, Optional<String> reason, long limit, boolean texts) {
    ArrayNode all = RowJson.array();
    topic
        .list(new DeadLetterTopic.Choice(Set.of(), reason, limit, false))
        .forEach(letter -> all.add(texts ? whole(letter) : brief(letter)));
    return all;
  }

  private static ObjectNode whole(DeadLetterView letter) {
    return new ObjectMapper().valueToTree(letter);
  }

  private static ObjectNode brief(DeadLetterView letter) {
    return RowJson.object()
        .put("position", letter.position())
        .put("reason", letter.reason())
        .put("attempts", letter.attempts())
        .put("origin", letter.origin())
        .put("failedAt", letter.failedAt());
  }
}
