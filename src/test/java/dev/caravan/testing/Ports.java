package dev.caravan.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for processes that are told theirs before they start. */
public final class Ports {
  private static final int LEAST = 15_000;

  /** Below those that systems give to connections, which come and go while a process starts. */
  private static final int MOST = 32_000;

  private Ports() {}

  /** A port that nobody listens at, and that most likely nobody takes until it is used. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody listens there; another one will do.
      }
    }
  }
}
