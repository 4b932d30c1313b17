package dev.caravan.page.call;

import java.net.URI;

/** Requests that other sites have a browser send are refused, whatever they bring. */
public final class SameOrigin {
  private SameOrigin() {}

  /**
   * Looks at what browsers say of where a request comes from; programs say nothing.
   *
   * @throws PageRefusal when it comes from another site
   */
  public static void require(PageCall call) {
    String site = call.header("Sec-Fetch-Site").orElse("same-origin");
    if (!site.equals("same-origin") && !(call.isRead() && site.equals("none"))) {
      throw new PageRefusal(403, "this request comes from another site");
    }
    call.header("Origin")
        .filter(origin -> !isOf(origin, call.header("Host").orElse("")))
        .ifPresent(
            origin -> {
              throw new PageRefusal(403, "this request comes from another site");
            });
  }

  private static boolean isOf(String origin, String host) {
    try {
      return host.equals(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
