package dev.caravan.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/**
 * Stands between a client and a server on this machine, so that the server can go away and come
 * back: {@link #cut} resets every connection and refuses new ones until {@link #restore}.
 */
public final class TcpProxy implements AutoCloseable {
  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int port;
  private ServerSocket door;

  private TcpProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    this.door = listen(0);
    this.port = door.getLocalPort();
  }

  /** Starts before a port of this machine. */
  public static TcpProxy before(int port) {
    try {
      return new TcpProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** The server is gone. */
  public synchronized void cut() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(TcpProxy::reset);
    open.clear();
  }

  /** A reset rather than an orderly end: that is what a server that died leaves. */
  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It was closed already.
      return;
    }
  }

  /** The server is back, on the same port. */
  public synchronized void restore() {
    // A closed door is gone only when the thread that waited at it has left.
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(BindException.class)
        .until(
            () -> {
              door = listen(port);
              return true;
            });
  }

  @Override
  public void close() {
    cut();
    threads.shutdownNow();
  }

  private ServerSocket listen(int onPort) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort));
    threads.execute(() -> accept(socket));
    return socket;
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket client = from.accept();
        Socket behind = new Socket(server.getAddress(), server.getPort());
        open.add(client);
        open.add(behind);
        threads.execute(() -> pump(client, behind));
        threads.execute(() -> pump(behind, client));
      } catch (IOException e) {
        // The door was closed, which the loop sees.
        continue;
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side is gone; both are closed now.
      return;
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }
}
