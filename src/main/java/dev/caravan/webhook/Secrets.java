package dev.caravan.webhook;

import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The secrets of a source. No error here may show one. */
record Secrets(Settings settings) {
  private enum Algorithm {
    SHA256,
    SHA1,
    SHA512
  }

  /** Java's name of the algorithm. */
  String algorithm() {
    return switch (settings.oneOf("algorithm", Algorithm.class, Algorithm.SHA256)) {
      case SHA256 -> "HmacSHA256";
      case SHA1 -> "HmacSHA1";
      case SHA512 -> "HmacSHA512";
    };
  }

  /** The secrets as keys of the algorithm. */
  List<? extends SecretKey> keys() {
    String algorithm = algorithm();
    return all().stream().map(secret -> new SecretKeySpec(secret, algorithm)).toList();
  }

  /** The decoded secrets, none of them empty. */
  List<byte[]> all() {
    String list = settings.required("secrets", "set it, for example by {{env:NAME}}");
    return Arrays.stream(list.split(",", -1)).map(this::secret).toList();
  }

  private byte[] secret(String written) {
    String prefix = settings.get("secretPrefix", "");
    String secret = written.strip();
    String key = secret.startsWith(prefix) ? secret.substring(prefix.length()) : secret;
    Encoding encoding = settings.oneOf("secretDecoding", Encoding.class, Encoding.UTF8);
    byte[] bytes =
        encoding
            .read(key)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "secrets has one that is not written in the form of secretDecoding"));
    if (bytes.length == 0) {
      throw new IllegalArgumentException(
          "secrets has an empty one, with which anybody could sign; set it, or take it out");
    }
    return bytes;
  }
}
