package dev.caravan.api.http;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where requests of an API may go: its own origin, and others that its declaration allows. Links in
 * a response are not trusted further than that.
 */
public final class Origins {
  private final String own;
  private final Set<String> allowed = new TreeSet<>();

  public Origins(URI baseUrl, Set<String> others) {
    this.own = of(baseUrl);
    this.allowed.add(own);
    others.forEach(other -> allowed.add(of(BaseUrl.parse(other))));
  }

  /** Scheme, host and port of a URL, in lower case and without the scheme's own port. */
  public static String of(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    String port = url.getPort() < 0 || url.getPort() == usual ? "" : ":" + url.getPort();
    return scheme + "://" + String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + port;
  }

  /** Whether a URL is at the API's own origin, the only one that gets its credentials. */
  public boolean isOwn(URI url) {
    return own.equals(of(url));
  }

  /** Whether a request may go to a URL. */
  boolean isAllowed(URI url) {
    return allowed.contains(of(url));
  }

  /**
   * Checks where a request goes.
   *
   * @throws ForeignOriginException when it may not go there
   */
  public void check(URI url) {
    if (!isAllowed(url)) {
      throw new ForeignOriginException(of(url), own);
    }
  }
}
