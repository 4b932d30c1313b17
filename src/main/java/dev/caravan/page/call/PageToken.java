package dev.caravan.page.call;

import dev.caravan.config.ConfigurationException;
import dev.caravan.config.SecretKeeper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who has the token may see records and act. Without one nobody can. Sent as {@code Authorization:
 * Bearer}, which no browser adds by itself, so that no other site can act through an open page.
 */
public final class PageToken implements SecretKeeper {
  private static final int SHORTEST = 16;
  private static final String SCHEME = "Bearer ";

  private final Optional<String> token;

  /**
   * A token.
   *
   * @param token empty for none
   * @throws ConfigurationException when it is easily guessed
   */
  public PageToken(String token) {
    if (!token.isEmpty() && token.length() < SHORTEST) {
      throw new ConfigurationException(
          "caravan.page.token has %d characters, the least is %d; make one by openssl rand -hex 32"
              .formatted(token.length(), SHORTEST));
    }
    this.token = Optional.of(token).filter(text -> !text.isEmpty());
  }

  /** Whether there is one. */
  public boolean isSet() {
    return token.isPresent();
  }

  /** Whether a request brings it. */
  public boolean isIn(PageCall call) {
    return token.isPresent()
        && call.header("Authorization")
            .filter(header -> header.startsWith(SCHEME))
            .map(header -> isSame(header.substring(SCHEME.length())))
            .orElse(false);
  }

  /**
   * Lets nobody pass who does not bring it.
   *
   * @throws PageRefusal otherwise
   */
  public void require(PageCall call) {
    if (!isSet()) {
      throw new PageRefusal(403, "this needs a token, and caravan.page.token is not set");
    }
    if (!isIn(call)) {
      throw new PageRefusal(401, "this needs the token of caravan.page.token");
    }
  }

  @Override
  public String hideSecrets(String text) {
    return token.map(secret -> text.replaceAll(Pattern.quote(secret), "***")).orElse(text);
  }

  /** In a time that says nothing of how much of it is right. */
  private boolean isSame(String sent) {
    return MessageDigest.isEqual(
        sent.getBytes(StandardCharsets.UTF_8),
        token.orElseThrow().getBytes(StandardCharsets.UTF_8));
  }
}
