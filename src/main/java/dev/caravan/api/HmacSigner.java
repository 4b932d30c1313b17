package dev.caravan.api;

import static dev.caravan.api.auth.Required.present;

import dev.caravan.api.auth.Required;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests by an HMAC over a template of method, path, body and timestamp. Declared as a bean
 * in YAML and named by the API's {@code signer}. Safe for any thread once configured.
 */
public final class HmacSigner implements RequestSigner {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern HEADER_NAME = Pattern.compile("[\\w!#$%&'*+.^`|~-]+");

  private final Clock clock;
  private String secret;
  private String header = "X-Signature";
  private String timestampHeader;
  private String algorithm = "HmacSHA256";
  private boolean base64;
  private String content = "{timestamp}{method}{path}{body}";

  public HmacSigner() {
    this(Clock.systemUTC());
  }

  HmacSigner(Clock clock) {
    this.clock = clock;
  }

  /** The shared secret; its UTF-8 bytes are the key. */
  public void setSecret(String secret) {
    this.secret = Required.secret("secret", secret);
  }

  /** The header that carries the signature, default {@code X-Signature}. */
  public void setHeader(String name) {
    this.header = headerName("header", name);
  }

  /** The header that carries the timestamp, in seconds since 1970; none when not set. */
  public void setTimestampHeader(String name) {
    this.timestampHeader = headerName("timestampHeader", name);
  }

  /** {@code sha256} (default), {@code sha1} or {@code sha512}. */
  public void setAlgorithm(String algorithm) {
    this.algorithm =
        switch (String.valueOf(algorithm)) {
          case "sha256" -> "HmacSHA256";
          case "sha1" -> "HmacSHA1";
          case "sha512" -> "HmacSHA512";
          default ->
              throw new IllegalArgumentException(
                  "algorithm '" + algorithm + "' does not exist; it is sha256, sha1 or sha512");
        };
  }

  /** {@code hex} (default, lower case) or {@code base64}. */
  public void setEncoding(String encoding) {
    if (!List.of("hex", "base64").contains(String.valueOf(encoding))) {
      throw new IllegalArgumentException(
          "encoding '" + encoding + "' does not exist; it is hex or base64");
    }
    this.base64 = encoding.equals("base64");
  }

  /**
   * What is signed, default {@code {timestamp}{method}{path}{body}}. The path is the one that is
   * sent, with its query.
   */
  public void setContent(String content) {
    Matcher places = PLACE.matcher(present("content", content));
    while (places.find()) {
      if (!List.of("method", "path", "body", "timestamp").contains(places.group(1))) {
        throw new IllegalArgumentException(
            "content holds "
                + places.group()
                + ", which does not exist; it takes {method}, {path}, {body} and {timestamp}");
      }
    }
    this.content = content;
  }

  @Override
  public Map<String, String> sign(String method, URI url, byte[] body) {
    String timestamp = String.valueOf(clock.instant().getEpochSecond());
    byte[] signature = hmac(filled(method, url, body, timestamp));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        header,
        base64
            ? Base64.getEncoder().encodeToString(signature)
            : HexFormat.of().formatHex(signature));
    if (timestampHeader != null) {
      headers.put(timestampHeader, timestamp);
    }
    return headers;
  }

  @Override
  public List<String> secrets() {
    return List.of(present("secret", secret));
  }

  /** The body goes in as it is: its bytes need not be text. */
  private byte[] filled(String method, URI url, byte[] body, String timestamp) {
    ByteArrayOutputStream filled = new ByteArrayOutputStream();
    Matcher places = PLACE.matcher(content);
    int end = 0;
    while (places.find()) {
      filled.writeBytes(bytes(content.substring(end, places.start())));
      filled.writeBytes(
          switch (places.group(1)) {
            case "method" -> bytes(method);
            case "path" -> bytes(pathAndQuery(url));
            case "body" -> body;
            default -> bytes(timestamp);
          });
      end = places.end();
    }
    filled.writeBytes(bytes(content.substring(end)));
    return filled.toByteArray();
  }

  private byte[] hmac(byte[] signed) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(bytes(present("secret", secret)), algorithm));
      return mac.doFinal(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign by " + algorithm, e);
    }
  }

  private static String pathAndQuery(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private static String headerName(String property, String name) {
    if (name == null || !HEADER_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(property + " '" + name + "' is not the name of a header");
    }
    return name;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
