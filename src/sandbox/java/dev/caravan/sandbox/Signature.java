package dev.caravan.sandbox;

import dev.caravan.sandbox.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code X-Signature}: HMAC-SHA256 in lower-case hex of the method, the path with its query as
 * sent, and the body, without anything between them.
 */
final class Signature {
  static final String HEADER = "X-Signature";

  private Signature() {}

  static boolean isRight(String secret, ApiRequest request) {
    byte[] sent = request.header(HEADER).getBytes(StandardCharsets.UTF_8);
    String right = of(secret, request.method(), request.target(), request.body());
    return MessageDigest.isEqual(sent, right.getBytes(StandardCharsets.UTF_8));
  }

  static String of(String secret, String method, String target, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((method + target).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
