package dev.caravan.cli.sandbox;

import dev.caravan.sandbox.PaymentWebhooks;
import dev.caravan.sandbox.shop.Shop;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;

/**
 * The webhooks of a sandbox: waits until the receiver is there, and tells it of all payments. What
 * a receiver did not take to the end is sent again from the beginning, as real providers send some
 * events twice.
 */
final class SandboxWebhooks {
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);

  private final URI receiver;
  private final String secret;
  private final PrintWriter out;

  SandboxWebhooks(URI receiver, String secret, PrintWriter out) {
    this.receiver = receiver;
    this.secret = secret;
    this.out = out;
  }

  /** Returns when the receiver took all events. */
  void tell(Shop shop) throws InterruptedException {
    String said = "";
    while (true) {
      try {
        say(new PaymentWebhooks(receiver, secret).tell(shop));
        return;
      } catch (IOException e) {
        if (!said.equals(e.getMessage())) {
          said = e.getMessage();
          out.println("Webhooks: " + said + "; trying again.");
          out.flush();
        }
        Thread.sleep(BETWEEN_ROUNDS.toMillis());
      }
    }
  }

  private void say(PaymentWebhooks.Result result) {
    out.printf(
        "Webhooks: %s took %,d events, %d of them sent twice, and refused %d of %d forged ones."
            + " No event tells of %d payments; the stream payments-gap-fill finds them.%n",
        receiver,
        result.events(),
        result.repeats(),
        result.refused(),
        result.forged(),
        result.lost());
    out.flush();
  }
}
