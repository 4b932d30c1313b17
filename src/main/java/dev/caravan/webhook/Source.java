package dev.caravan.webhook;

import dev.caravan.webhook.scheme.Scheme;
import dev.caravan.webhook.scheme.SchemeReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who sends webhooks and how a request proves it. Declared as a bean in YAML; its name is the last
 * part of the address, {@code /webhook/NAME}. A {@code preset} sets everything that a provider is
 * known for; what is written beside it wins.
 *
 * <p>Nothing is checked before a {@code caravan-webhook} uses the source, which then refuses to
 * start with an error that names the source, the property and the rule.
 */
public final class Source {
  private final Map<String, String> given = new LinkedHashMap<>();

  /** What a provider is known for, such as {@code stripe} or {@code github}. */
  public void setPreset(String name) {
    given.put("preset", name);
  }

  /**
   * Any one may have signed: one secret, or several by commas while it is being changed. Of {@code
   * ed25519}, {@code ecdsa} and {@code rsa} the provider's public keys.
   */
  public void setSecrets(String secrets) {
    given.put("secrets", secrets);
  }

  /**
   * A file with the secrets instead, one a line; read again, without a restart, when it changes.
   */
  public void setSecretsFile(String file) {
    given.put("secretsFile", file);
  }

  /**
   * {@code hmac}, {@code ed25519}, {@code ecdsa}, {@code rsa}, {@code token} (the secret itself is
   * sent) or {@code none}.
   */
  public void setType(String type) {
    given.put("type", type);
  }

  /** Where the signature or token stands: {@code header:NAME} or {@code body:/json/pointer}. */
  public void setSignature(String place) {
    given.put("signature", place);
  }

  /** What separates several signatures in one value; without it there is one. */
  public void setSeparator(String separator) {
    given.put("separator", separator);
  }

  /** What a signature begins with, {@code sha256=}; elements with another prefix do not count. */
  public void setPrefix(String prefix) {
    given.put("prefix", prefix);
  }

  /** {@code sha256} (default), {@code sha1} or {@code sha512}. */
  public void setAlgorithm(String algorithm) {
    given.put("algorithm", algorithm);
  }

  /**
   * How the signature is written: {@code hex} (default for hmac), {@code base64} (default for
   * public keys), {@code utf8}.
   */
  public void setEncoding(String encoding) {
    given.put("encoding", encoding);
  }

  /** What is signed, default {@code {body}}: text with a request's parts in braces. */
  public void setContent(String template) {
    given.put("content", template);
  }

  /** Where the signed time stands: {@code header:NAME}, {@code element:t=}, {@code body:/at}. */
  public void setTimestamp(String place) {
    given.put("timestamp", place);
  }

  /** How the time is written: {@code s} (default), {@code ms} or {@code iso8601}. */
  public void setTimestampUnit(String unit) {
    given.put("timestampUnit", unit);
  }

  /** How many seconds ago it may have been signed, default 300. */
  public void setTolerance(String seconds) {
    given.put("tolerance", seconds);
  }

  /** How many seconds ahead of our clock it may have been signed, default as tolerance. */
  public void setFutureTolerance(String seconds) {
    given.put("futureTolerance", seconds);
  }

  /** What each secret may begin with that is not part of the key, such as {@code whsec_}. */
  public void setSecretPrefix(String prefix) {
    given.put("secretPrefix", prefix);
  }

  /**
   * How the key is written in a secret: {@code utf8} (default), {@code base64} (default for public
   * keys) or {@code hex}.
   */
  public void setSecretDecoding(String encoding) {
    given.put("secretDecoding", encoding);
  }

  /** The address that the provider was told, for schemes that sign it; without a query. */
  public void setPublicUrl(String url) {
    given.put("publicUrl", url);
  }

  /** What a scheme signs to name the receiver: PayPal's id of the webhook. */
  public void setReceiverId(String id) {
    given.put("receiverId", id);
  }

  /** Where a request names the address of the certificate that it is signed with. */
  public void setCertificate(String place) {
    given.put("certificate", place);
  }

  /** The hosts that may have it, by commas; {@code *} stands for what differs between regions. */
  public void setCertificateHosts(String hosts) {
    given.put("certificateHosts", hosts);
  }

  /** The common name that it must have. */
  public void setCertificateName(String name) {
    given.put("certificateName", name);
  }

  /**
   * {@code chain} (default): it comes with what leads to an authority that Java trusts; {@code
   * host}: its host's word is enough.
   */
  public void setCertificateCheck(String check) {
    given.put("certificateCheck", check);
  }

  /** Where the signed part names the SHA-256 of the body, in hexadecimal digits. */
  public void setBodyDigest(String place) {
    given.put("bodyDigest", place);
  }

  /** The id of an event: a place, a template, {@code content-hash} or {@code none}. */
  public void setEventId(String template) {
    given.put("eventId", template);
  }

  /** The type of an event: a place or a template. */
  public void setEventType(String template) {
    given.put("eventType", template);
  }

  /** The method of a request by which the provider tries the address. */
  public void setChallengeMethod(String method) {
    given.put("challengeMethod", method);
  }

  /** What makes a request a challenge: {@code PLACE} or {@code PLACE=VALUE}, several by commas. */
  public void setChallengeWhen(String conditions) {
    given.put("challengeWhen", conditions);
  }

  /** Where a challenge carries {@code verifyToken}. */
  public void setChallengeToken(String place) {
    given.put("challengeToken", place);
  }

  /** The secret that the provider was told for its challenges. */
  public void setVerifyToken(String secret) {
    given.put("verifyToken", secret);
  }

  /** Whether a challenge is signed as events are, default false. */
  public void setChallengeSigned(String signed) {
    given.put("challengeSigned", signed);
  }

  /** The reply to a challenge, a template; {@code {hmac-hex:PLACE}} signs a value. */
  public void setChallengeReply(String template) {
    given.put("challengeReply", template);
  }

  /** The content type of that reply, default {@code text/plain}. */
  public void setChallengeReplyType(String type) {
    given.put("challengeReplyType", type);
  }

  /** More headers of that reply: {@code NAME=TEMPLATE}, several by commas. */
  public void setChallengeReplyHeaders(String headers) {
    given.put("challengeReplyHeaders", headers);
  }

  /** A file for the secret that a challenge brings: Notion's token. It must not exist yet. */
  public void setChallengeFile(String file) {
    given.put("challengeFile", file);
  }

  /**
   * Everything that a request of this source is checked by.
   *
   * @param name for errors
   * @throws IllegalArgumentException naming the source, the property and the rule
   */
  Scheme scheme(String name) {
    try {
      return SchemeReader.of(given).read();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("source " + name + ": " + e.getMessage(), e);
    }
  }
}
