package dev.caravan.webhook;

import dev.caravan.webhook.request.Incoming;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A request as a provider builds it, with cryptography of the JDK and nothing of ours. */
public record Delivery(
    String method, String query, byte[] body, Map<String, List<String>> headers) {
  public static Delivery post(String body) {
    return post(utf8(body));
  }

  public static Delivery post(byte[] body) {
    return new Delivery("POST", "", body, new TreeMap<>());
  }

  public static Delivery get(String query) {
    return new Delivery("GET", query, new byte[0], new TreeMap<>());
  }

  /** With one more value of a header. */
  public Delivery with(String name, String value) {
    Map<String, List<String>> more = new TreeMap<>(headers);
    List<String> values = new ArrayList<>(more.getOrDefault(lower(name), List.of()));
    values.add(value);
    more.put(lower(name), values);
    return new Delivery(method, query, body, more);
  }

  public Delivery without(String name) {
    Map<String, List<String>> fewer = new TreeMap<>(headers);
    fewer.remove(lower(name));
    return new Delivery(method, query, body, fewer);
  }

  public Delivery withBody(byte[] other) {
    return new Delivery(method, query, other, headers);
  }

  Delivery withQuery(String other) {
    return new Delivery(method, other, body, headers);
  }

  public Delivery withMethod(String other) {
    return new Delivery(other, query, body, headers);
  }

  public Incoming received(Instant at) {
    return new Incoming(
        method, name -> headers.getOrDefault(lower(name), List.of()), query, body, at);
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] hmac(String algorithm, byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String hex(String algorithm, String key, String content) {
    return HexFormat.of().formatHex(hmac(algorithm, utf8(key), utf8(content)));
  }

  static String base64(String algorithm, byte[] key, String content) {
    return Base64.getEncoder().encodeToString(hmac(algorithm, key, utf8(content)));
  }

  static String sha256(String content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8(content)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
