package dev.caravan.webhook.scheme;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Locale;

/** Public keys of providers, as they show them. */
enum PublicKeys {
  ED25519("Ed25519", "Ed25519"),
  ECDSA("EC", "ECDSA"),
  RSA("RSA", "RSA");

  /** What stands before a raw Ed25519 key in the form of X.509 (RFC 8410). */
  private static final byte[] ED25519_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int ED25519_BYTES = 32;

  private final String keys;
  private final String signatures;

  PublicKeys(String keys, String signatures) {
    this.keys = keys;
    this.signatures = signatures;
  }

  /** Java's name of the algorithm of signatures over a hash, which Ed25519 has built in. */
  String algorithm(String hash) {
    return this == ED25519 ? signatures : hash + "with" + signatures;
  }

  /**
   * A key from its bytes: X.509, or the 32 bytes of an Ed25519 key alone.
   *
   * @throws IllegalArgumentException when it is none
   */
  PublicKey read(byte[] bytes) {
    byte[] encoded = this == ED25519 && bytes.length == ED25519_BYTES ? wrapped(bytes) : bytes;
    try {
      return KeyFactory.getInstance(keys).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "secrets has one that is no public key of type "
              + name().toLowerCase(Locale.ROOT)
              + "; copy what the provider shows, without the lines BEGIN and END",
          e);
    }
  }

  private static byte[] wrapped(byte[] raw) {
    byte[] whole = new byte[ED25519_HEADER.length + raw.length];
    System.arraycopy(ED25519_HEADER, 0, whole, 0, ED25519_HEADER.length);
    System.arraycopy(raw, 0, whole, ED25519_HEADER.length, raw.length);
    return whole;
  }
}
