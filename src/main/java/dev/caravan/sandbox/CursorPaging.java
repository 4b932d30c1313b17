package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Paging by {@code cursor} and {@code next_cursor}. A cursor is base64 of its collection,
 * generation, page and first record with a checksum, so the sandbox keeps none, and none of another
 * collection or made up by a client is taken.
 */
final class CursorPaging implements Paging {
  private static final long MAX_PAGES = 1_000_000;
  private static final long CHECKS = 1_000;

  private final CursorExpiry expiry;

  CursorPaging(CursorExpiry expiry) {
    this.expiry = expiry;
  }

  @Override
  public Slice slice(ApiRequest request) throws RefusedException {
    if (!request.method().equals("GET")) {
      throw new RefusedException(405, "method_not_allowed", "only GET");
    }
    Slice first = SliceParameters.first(request);
    String cursor = request.parameter("cursor");
    if (cursor.isEmpty()) {
      return first;
    }
    if (isNumeric(cursor)) {
      long number = Long.parseLong(cursor) / CHECKS;
      return first.at(number / MAX_PAGES, (int) (number % MAX_PAGES));
    }
    String[] parts = decode(cursor).split("\\|");
    if (parts.length != 5 || !parts[0].equals(request.collection())) {
      throw new RefusedException(400, "unknown_cursor", "unknown cursor");
    }
    CursorExpiry.State state = expiry.state(request.collection());
    if (Integer.parseInt(parts[1]) < state.generation()) {
      throw new RefusedException(state.status(), "expired_cursor", "the cursor has expired");
    }
    return first.at(Long.parseLong(parts[3]), Integer.parseInt(parts[2]));
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    String collection = request.collection();
    int generation = expiry.state(collection).generation();
    String body = collection + "|" + generation + "|" + slice.page() + "|" + slice.from();
    byte[] bytes = (body + "|" + checksum(body)).getBytes(StandardCharsets.UTF_8);
    return TextNode.valueOf(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public JsonNode numericToken(ApiRequest request, Slice slice) {
    long number = slice.from() * MAX_PAGES + slice.page();
    return LongNode.valueOf(number * CHECKS + check(number));
  }

  @Override
  public Reply render(ApiRequest request, List<byte[]> records, JsonNode next) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(64 + records.size() * 512);
    body.writeBytes(ascii("{\"data\":["));
    boolean first = true;
    for (byte[] each : records) {
      if (!first) {
        body.write(',');
      }
      first = false;
      body.writeBytes(each);
    }
    body.writeBytes(ascii("]"));
    if (!next.isMissingNode()) {
      body.writeBytes(ascii(",\"next_cursor\":"));
      body.writeBytes(Json.escapedBytes(next));
    }
    body.writeBytes(ascii("}"));
    return Reply.json(200, body.toByteArray());
  }

  /** The text inside a cursor, empty when the cursor is none of ours. */
  private static String decode(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int end = text.lastIndexOf('|');
      boolean ours = end > 0 && text.substring(end + 1).equals(checksum(text.substring(0, end)));
      return ours ? text : "";
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
