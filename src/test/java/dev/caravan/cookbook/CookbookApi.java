package dev.caravan.cookbook;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An API in a provider's style on loopback. It answers the second page once that it is too fast.
 */
final class CookbookApi implements AutoCloseable {
  private final Style style;
  private final Shelf shelf = new Shelf();
  private final AtomicInteger pages = new AtomicInteger();
  private final LoopbackServer server = LoopbackServer.start(this::answer);

  CookbookApi(Style style) {
    this.style = style;
  }

  String url() {
    return server.url();
  }

  Shelf shelf() {
    return shelf;
  }

  /** Whether it said that requests come too fast. */
  boolean wasTooFast() {
    return pages.get() > 2;
  }

  @Override
  public void close() {
    server.close();
  }

  private Reply answer(Sent sent) {
    Call call = new Call(sent);
    if (!style.admits(call)) {
      return Reply.status(401, "{\"message\": \"these credentials are not known\"}");
    }
    boolean isPage = !call.path().endsWith("/token");
    return isPage && pages.incrementAndGet() == 2 ? style.tooFast() : style.answer(call, shelf);
  }
}
