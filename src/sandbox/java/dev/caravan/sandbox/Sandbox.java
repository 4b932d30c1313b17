package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.sandbox.fault.Faults;
import dev.caravan.sandbox.paging.CursorExpiry;
import dev.caravan.sandbox.paging.SliceParameters;
import dev.caravan.sandbox.paging.Styles;
import dev.caravan.sandbox.shop.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The HTTP API of a small shop on this machine, for the demo, the docs and the tests: {@code GET
 * /items}, {@code /orders} and {@code /customers}, paged by cursor or in the style that the path
 * names ({@code /github/items}; see the package), always with the same data, and with faults where
 * they are asked for. It listens on 127.0.0.1 only. Safe for any thread.
 */
public final class Sandbox implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;
  private final Shop shop;
  private final Faults faults;
  private final SandboxTraffic traffic;
  private final Routes routes;
  private final IssuedTokens tokens;

  private Sandbox(SandboxOptions options) throws IOException {
    shop = new Shop(options.seed(), options.items(), options.orders(), options.customers());
    traffic = new SandboxTraffic(options.clock());
    CursorExpiry expiry = new CursorExpiry();
    faults = new Faults(shop, expiry);
    routes = new Routes(shop, new Styles(expiry));
    OAuthOptions oauth = options.protection().oauth().orElse(OAuthOptions.defaults());
    tokens = new IssuedTokens(options.clock(), oauth.expiresIn());
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), options.port()), 0);
    threads = Executors.newCachedThreadPool(Sandbox::daemon);
    server.setExecutor(threads);
    Access access = new Access(options, tokens);
    server.createContext("/", new ApiHandler(routes, access, options, faults, traffic));
    server.createContext(TokenHandler.PATH, new TokenHandler(oauth, tokens));
    server.createContext(AdminHandler.PATH, new AdminHandler(this, options.window()));
  }

  /**
   * Starts a sandbox.
   *
   * @throws UncheckedIOException when the port is taken
   */
  public static Sandbox start(SandboxOptions options) {
    // Read once by the JDK's server: without it, each small response waits for the client's ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      Sandbox sandbox = new Sandbox(options);
      options.preset().accept(sandbox);
      sandbox.server.start();
      return sandbox;
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox cannot listen on port " + options.port(), e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The base URL, without a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** The data, to compare a table with; it may be changed while the sandbox runs. */
  public Shop shop() {
    return shop;
  }

  /** Switches faults on and off. */
  public Faults faults() {
    return faults;
  }

  /** The OAuth2 tokens given out by {@code POST /oauth/token}. */
  public IssuedTokens tokens() {
    return tokens;
  }

  /** What came in. */
  public SandboxTraffic traffic() {
    return traffic;
  }

  /**
   * Like {@link Shop#expected}, with what lasting faults of whole pages (new fields, changed types)
   * make of the records when they are fetched with this limit, 1 to 1000. Bad records are left out.
   */
  public Map<String, JsonNode> expected(String collection, int limit) {
    shop.collection(collection);
    if (limit < 1 || limit > SliceParameters.MAX_LIMIT) {
      throw new IllegalArgumentException("limit is " + limit + ", must be 1 to 1000");
    }
    return new ExpectedRecords(routes.usual(collection), faults).at(limit);
  }

  /** Ends at once; answers under way are cut. */
  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "sandbox");
    thread.setDaemon(true);
    return thread;
  }
}
