package dev.caravan.webhook.scheme;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The secrets of a source, as they are now. No error here may show one. */
record SigningSecrets(Settings settings) {
  private enum Algorithm {
    SHA256,
    SHA1,
    SHA512
  }

  /** The hash, as Java's names have it: {@code SHA256}. */
  String hash() {
    return settings.oneOf("algorithm", Algorithm.class, Algorithm.SHA256).name();
  }

  /** Java's name of the algorithm of an HMAC. */
  String hmac() {
    return "Hmac" + hash();
  }

  /** The secrets as keys of an HMAC. */
  Supplier<List<SecretKey>> keys() {
    String algorithm = hmac();
    return each(Encoding.UTF8, secret -> new SecretKeySpec(secret, algorithm));
  }

  /** The decoded secrets, none of them empty. */
  Supplier<List<byte[]>> all() {
    return each(Encoding.UTF8, secret -> secret);
  }

  /**
   * What each of the decoded secrets is made into.
   *
   * @param encoding how they are written, unless {@code secretDecoding} says otherwise
   */
  <T> Supplier<List<T>> each(Encoding encoding, Function<byte[], T> make) {
    Optional<String> file = settings.find("secretsFile");
    if (file.isPresent() && settings.find("secrets").isPresent()) {
      throw new IllegalArgumentException("secrets and secretsFile are both set; take one out");
    }
    Function<List<String>, List<T>> reader = lines -> read(lines, encoding, make);
    if (file.isPresent()) {
      return new WatchedSecrets<>(Path.of(file.get()), reader, Clock.systemUTC());
    }
    String list =
        settings.required("secrets", "set it, for example by {{env:NAME}}, or set secretsFile");
    List<T> fixed = reader.apply(Arrays.asList(list.split(",", -1)));
    return () -> fixed;
  }

  private <T> List<T> read(List<String> written, Encoding encoding, Function<byte[], T> make) {
    if (written.isEmpty()) {
      throw new IllegalArgumentException("secretsFile has no secret; write one, or several lines");
    }
    return written.stream().map(each -> make.apply(secret(each, encoding))).toList();
  }

  private byte[] secret(String written, Encoding otherwise) {
    String prefix = settings.get("secretPrefix", "");
    String secret = written.strip();
    String key = secret.startsWith(prefix) ? secret.substring(prefix.length()) : secret;
    Encoding encoding = settings.oneOf("secretDecoding", Encoding.class, otherwise);
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
