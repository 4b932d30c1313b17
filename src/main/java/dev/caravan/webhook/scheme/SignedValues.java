package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** SignedValues of requests in a form that every consumer can keep: short and printable. */
public final class SignedValues {
  private static final int LONGEST = 512;

  private SignedValues() {}

  /** The value; its hash when it is long or has control characters, which databases refuse. */
  public static String bounded(String value) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      // Halves of characters, which JSON may escape: in UTF-8 all of them would be one.
      return hash(
          value
              .chars()
              .mapToObj(Integer::toHexString)
              .collect(Collectors.joining(" "))
              .getBytes(StandardCharsets.UTF_8));
    }
    boolean plain = value.length() <= LONGEST && value.chars().noneMatch(Character::isISOControl);
    return plain ? value : hash(value.getBytes(StandardCharsets.UTF_8));
  }

  /** The hash of a body, {@code sha256:} and hexadecimal digits. */
  public static String hash(WebhookRequest request) {
    return hash(request.body());
  }

  private static String hash(byte[] bytes) {
    return "sha256:" + Encoding.HEX.write(Verification.sha256(bytes));
  }
}
