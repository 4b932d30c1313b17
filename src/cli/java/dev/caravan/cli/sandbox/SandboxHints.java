package dev.caravan.cli.sandbox;

import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;

/**
 * What a sandbox says at its start: where everything is, and the commands for a second terminal,
 * with an option for each address that is not the one of {@code application.properties}.
 *
 * @param secret what webhooks are signed with when everybody may know it; empty when it is the
 *     user's own
 */
record SandboxHints(
    URI api,
    String token,
    Optional<String> brokers,
    Optional<URI> receiver,
    Optional<String> secret) {
  private static final int API_PORT = 8055;
  private static final String BROKERS = ":9092";
  private static final int RECEIVER_PORT = 8080;

  void print(PrintWriter out) {
    out.println("The sandbox API is at " + api + brokers.map(SandboxHints::broker).orElse("."));
    out.println("Stop with Ctrl-C. In a second terminal, in this folder:");
    out.println();
    out.println("  export SHOP_TOKEN=" + token + paymentsSecret());
    if (brokers.isPresent()) {
      out.println("  ./caravan run" + shopUrl() + kafka() + serverPort());
      out.println();
      out.println("runs all routes until it is stopped. Only the streams, each once to its end:");
      out.println();
    }
    out.println("  ./caravan run --once" + shopUrl());
    out.println();
    out.println("One request by hand:");
    out.println();
    out.printf("  curl -H 'Authorization: Bearer %s' '%s/items?limit=2'%n", token, api);
    out.println();
    out.println(
        receiver
            .map(to -> "Webhooks tell of all payments as soon as " + to + " is there.")
            .orElse("No webhooks are sent; the option --webhooks sends them."));
    out.flush();
  }

  private static String broker(String brokers) {
    return ", a Kafka broker at " + brokers + ".";
  }

  private String paymentsSecret() {
    if (brokers.isEmpty()) {
      return "";
    }
    return secret
        .map(known -> " PAYMENTS_SECRET=" + known)
        .orElse("  # and PAYMENTS_SECRET, the same as in this terminal");
  }

  private String shopUrl() {
    return api.getPort() == API_PORT ? "" : " -D shop.url=" + api;
  }

  private String kafka() {
    return brokers
        .filter(at -> !at.endsWith(BROKERS))
        .map(at -> " -D kafka.brokers=" + at)
        .orElse("");
  }

  private String serverPort() {
    return receiver
        .map(URI::getPort)
        .filter(port -> port > 0 && port != RECEIVER_PORT)
        .map(port -> " -D camel.server.port=" + port)
        .orElse("");
  }
}
