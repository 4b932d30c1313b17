package dev.caravan.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP proxy on loopback that leads every HTTPS connection, whatever its host, to one server.
 */
public final class TunnelProxy extends ProxySelector implements Closeable {
  private static final byte[] OPEN = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<String> hosts = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket listener;
  private final InetSocketAddress server;

  /** Starts it on a free port. */
  public TunnelProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** The hosts and ports that clients meant, in turn. */
  public List<String> hosts() {
    return hosts;
  }

  @Override
  public List<Proxy> select(URI uri) {
    return List.of(
        "https".equals(uri.getScheme())
            ? new Proxy(Proxy.Type.HTTP, listener.getLocalSocketAddress())
            : Proxy.NO_PROXY);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The client says so.
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        threads.execute(() -> lead(client));
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  private void lead(Socket client) {
    try (client;
        Socket target = new Socket(server.getAddress(), server.getPort())) {
      hosts.add(head(client).split(" ")[1]);
      client.getOutputStream().write(OPEN);
      threads.execute(() -> copy(target, client));
      copy(client, target);
    } catch (IOException gone) {
      // One of the two has hung up.
    }
  }

  private static String head(Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) client.getInputStream().read());
    }
    return head.toString();
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // One of the two has hung up.
    }
  }
}
