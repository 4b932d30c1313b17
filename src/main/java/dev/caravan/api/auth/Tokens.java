package dev.caravan.api.auth;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The one access token of an API. It is fetched when the first request needs it, replaced shortly
 * before it expires, and replaced when the API refuses it. All threads that need a token while it
 * is being fetched wait for that one token request and share what comes of it. Safe for any thread.
 */
public final class Tokens {
  private static final int REMEMBERED = 8;

  /** Asks the token endpoint. */
  public interface Source {
    /**
     * Fetches a new token.
     *
     * @param refreshToken the newest one, when there is one
     */
    AccessToken fetch(Optional<String> refreshToken) throws IOException, InterruptedException;
  }

  private final Source source;
  private final Clock clock;
  private final Deque<String> issued = new ArrayDeque<>();
  private Optional<AccessToken> current = Optional.empty();
  private Optional<CompletableFuture<AccessToken>> underWay = Optional.empty();
  private Optional<String> refreshToken;

  public Tokens(Source source, Optional<String> refreshToken, Clock clock) {
    this.source = source;
    this.refreshToken = refreshToken;
    this.clock = clock;
  }

  /**
   * The access token, fetched when there is no fresh one.
   *
   * @throws TokenUnavailableException when there is none for now
   * @throws TokenRefusedException when there will be none
   */
  String current() throws IOException {
    CompletableFuture<AccessToken> fetching;
    boolean mine;
    synchronized (this) {
      if (current.isPresent() && current.get().isFresh(clock.instant())) {
        return current.get().value();
      }
      mine = underWay.isEmpty();
      fetching = underWay.orElseGet(CompletableFuture::new);
      underWay = Optional.of(fetching);
    }
    if (mine) {
      fetch(fetching);
    }
    return await(fetching).value();
  }

  /** The API refused a token. It is dropped, unless another thread has replaced it already. */
  synchronized void refused(String token) {
    current = current.filter(held -> !held.value().equals(token));
  }

  /** The newest tokens that the endpoint gave, which must never be shown. */
  synchronized List<String> secrets() {
    List<String> secrets = new ArrayList<>(issued);
    refreshToken.ifPresent(secrets::add);
    return secrets;
  }

  private void fetch(CompletableFuture<AccessToken> fetching) {
    try {
      AccessToken token = source.fetch(refreshToken());
      keep(token);
      fetching.complete(token);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(fetching, new InterruptedIOException("interrupted while fetching a token"));
    } catch (IOException | RuntimeException | Error e) {
      // An error, too: whoever waits for this token must not wait for ever.
      fail(fetching, e);
    }
  }

  private synchronized Optional<String> refreshToken() {
    return refreshToken;
  }

  private synchronized void keep(AccessToken token) {
    underWay = Optional.empty();
    current = Optional.of(token);
    remember(token.value());
    token.refreshToken().ifPresent(this::remember);
    // A rotated one counts only where that grant is used at all.
    refreshToken = refreshToken.map(before -> token.refreshToken().orElse(before));
  }

  private synchronized void fail(CompletableFuture<AccessToken> fetching, Throwable failure) {
    underWay = Optional.empty();
    fetching.completeExceptionally(failure);
  }

  private void remember(String secret) {
    issued.addLast(secret);
    if (issued.size() > REMEMBERED) {
      issued.removeFirst();
    }
  }

  private static AccessToken await(CompletableFuture<AccessToken> fetching) throws IOException {
    try {
      return fetching.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a token");
    } catch (ExecutionException e) {
      throw asThrown(e.getCause());
    }
  }

  private static IOException asThrown(Throwable failure) {
    if (failure instanceof TokenUnavailableException unavailable) {
      return unavailable;
    }
    if (failure instanceof TokenRefusedException refused) {
      throw refused;
    }
    if (failure instanceof IOException) {
      return new IOException(failure.getMessage(), failure);
    }
    throw new IllegalStateException("the token request failed", failure);
  }
}
