package dev.caravan.api;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Signs requests to an API, for APIs that want more than a fixed credential. A bean of yours that
 * the API names by {@code signer: "#bean:mySigner"}. Called by many threads at once.
 */
public interface RequestSigner {
  /**
   * Called for each attempt just before it is sent, after all other credentials are in place, so a
   * request that is sent again gets a fresh signature. Only requests to the API's own origin are
   * signed.
   *
   * @param method such as {@code GET}
   * @param url as it is sent, absolute and percent-encoded
   * @param body as it is sent; empty when there is none
   * @return the headers to set
   */
  Map<String, String> sign(String method, URI url, byte[] body);

  /** Every text that must never appear in a log or an error. */
  default List<String> secrets() {
    return List.of();
  }
}
