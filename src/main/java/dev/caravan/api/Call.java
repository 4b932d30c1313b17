package dev.caravan.api;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What a request asks for, before anybody's credentials.
 *
 * @param method {@code GET} or {@code POST}
 * @param url absolute, percent-encoded
 * @param headers besides those that every request has
 * @param body the JSON body of a POST
 */
public record Call(String method, URI url, Map<String, String> headers, Optional<String> body) {
  public Call {
    headers = Map.copyOf(headers);
  }
}
