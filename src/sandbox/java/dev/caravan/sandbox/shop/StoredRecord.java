package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Json;
import java.time.Instant;

/**
 * A record as the shop holds it, rendered once.
 *
 * @param node as a client would parse it, so that 7 is equal to 7 whatever type made it
 * @param sequence its place in a scan, which no change moves
 */
public record StoredRecord(
    long sequence, String key, Instant updatedAt, ObjectNode node, byte[] json) {
  static StoredRecord of(long sequence, String key, ObjectNode node) {
    Instant updatedAt = Instant.parse(node.get("updated_at").textValue());
    byte[] json = Json.bytes(node);
    return new StoredRecord(sequence, key, updatedAt, Json.parsed(json), json);
  }

  public Mark mark() {
    return new Mark(sequence, updatedAt, key);
  }

  /** The same with {@code updated_at} in the other forms that APIs write it in. */
  StoredRecord withStamps() {
    ObjectNode more = node.deepCopy();
    more.put("updated_epoch", updatedAt.getEpochSecond());
    more.put("updated_epoch_ms", updatedAt.toEpochMilli());
    more.put("updated_date", Timestamps.format(updatedAt).substring(0, 10));
    return new StoredRecord(sequence, key, updatedAt, more, Json.bytes(more));
  }
}
