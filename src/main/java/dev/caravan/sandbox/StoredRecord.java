package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A record as the shop holds it, rendered once.
 *
 * @param node as a client would parse it, so that 7 is equal to 7 whatever type made it
 * @param sequence its place in a scan, which no change moves
 */
record StoredRecord(long sequence, String key, Instant updatedAt, ObjectNode node, byte[] json) {
  static StoredRecord of(long sequence, String key, ObjectNode node) {
    Instant updatedAt = Instant.parse(node.get("updated_at").textValue());
    byte[] json = Json.bytes(node);
    return new StoredRecord(sequence, key, updatedAt, Json.parsed(json), json);
  }
}
