package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One way of paging: it reads which slice a request asks for, names a slice to the client, and
 * wraps records with the name of the next slice. A new way is one class and one {@link Endpoint}.
 */
interface Paging {
  /** Which slice the request asks for. */
  Slice slice(ApiRequest request) throws RefusedException;

  /** What the client has to send back to get this slice: a cursor, a page number, a URL. */
  JsonNode token(ApiRequest request, Slice slice);

  /** The same as a JSON number, where the way of paging has such a form. */
  default JsonNode numericToken(ApiRequest request, Slice slice) {
    return token(request, slice);
  }

  /**
   * The answer.
   *
   * @param records each as JSON
   * @param next a token, JSON null at the end, or a missing node to leave it out
   */
  Reply render(ApiRequest request, List<byte[]> records, JsonNode next);
}
