package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.shop.Mark;
import dev.caravan.sandbox.shop.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Cursors: base64 of the collection, generation, page and first record with a checksum, so the
 * sandbox keeps none, and none of another collection or made up by a client is taken.
 */
final class Cursors {
  private static final long MAX_PAGES = 1_000_000;
  private static final long CHECKS = 1_000;

  private final CursorExpiry expiry;

  Cursors(CursorExpiry expiry) {
    this.expiry = expiry;
  }

  /** The slice that a cursor names; an empty one names the first. */
  Slice read(ApiRequest request, Slice first, String cursor) throws RefusedException {
    if (cursor.isEmpty()) {
      return first;
    }
    if (isNumeric(cursor)) {
      long number = Long.parseLong(cursor) / CHECKS;
      return first.at(Optional.empty(), number / MAX_PAGES, (int) (number % MAX_PAGES));
    }
    String[] parts = decode(cursor).split("\\|", 7);
    if (parts.length != 7 || !parts[0].equals(request.collection())) {
      throw new RefusedException(400, "unknown_cursor", "unknown cursor");
    }
    CursorExpiry.State state = expiry.state(request.collection());
    if (Integer.parseInt(parts[1]) < state.generation()) {
      throw new RefusedException(state.status(), "expired_cursor", "the cursor has expired");
    }
    Optional<Mark> mark =
        parts[4].equals("-")
            ? Optional.empty()
            : Optional.of(new Mark(Long.parseLong(parts[4]), Instant.parse(parts[5]), parts[6]));
    return first.at(mark, Long.parseLong(parts[3]), Integer.parseInt(parts[2]));
  }

  String write(ApiRequest request, Slice slice) {
    String collection = request.collection();
    int generation = expiry.state(collection).generation();
    String mark =
        slice
            .from()
            .map(at -> at.sequence() + "|" + at.updatedAt() + "|" + at.key())
            .orElse("-|-|-");
    String body =
        collection + "|" + generation + "|" + slice.page() + "|" + slice.skip() + "|" + mark;
    byte[] bytes = (body + "|" + checksum(body)).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  JsonNode text(ApiRequest request, Slice slice) {
    return TextNode.valueOf(write(request, slice));
  }

  JsonNode number(Slice slice) {
    long number = slice.skip() * MAX_PAGES + slice.page();
    return LongNode.valueOf(number * CHECKS + check(number));
  }

  /** The text inside a cursor, empty when the cursor is none of ours. */
  private static String decode(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int end = text.lastIndexOf('|');
      boolean ours = end > 0 && text.substring(end + 1).equals(checksum(text.substring(0, end)));
      return ours ? text.substring(0, end) : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static boolean isNumeric(String cursor) {
    if (!cursor.matches("[0-9]{1,18}")) {
      return false;
    }
    long number = Long.parseLong(cursor);
    return number % CHECKS == check(number / CHECKS);
  }

  private static long check(long number) {
    return Long.parseLong(checksum(String.valueOf(number)), 16) % CHECKS;
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
