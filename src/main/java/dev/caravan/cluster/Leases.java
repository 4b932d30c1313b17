package dev.caravan.cluster;

import dev.caravan.cluster.LeaseTable.Picture;
import dev.caravan.cluster.LeaseTable.Seen;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of this process: renewed, taken and given back at each {@link #look}. Safe for any
 * thread.
 */
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private final LeaseTable table;
  private final Presence presence;
  private final Balance balance = new Balance();
  private final ReentrantLock looking = new ReentrantLock(true);
  private final AtomicLong tenures = new AtomicLong();
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final Set<String> considered = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> held = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> running = new ConcurrentHashMap<>();
  private final Map<String, String> firstSeen = new HashMap<>();
  private volatile Set<String> yielding = Set.of();
  private volatile Picture picture = Picture.EMPTY;
  private volatile RuntimeException failure;

  Leases(LeaseTable table, Node node, Duration lease, boolean once, LongSupplier nanos) {
    this.table = table;
    this.presence = new Presence(table, node, lease, once, nanos);
  }

  Node node() {
    return presence.node();
  }

  Picture picture() {
    return picture;
  }

  /** From now on this process would run a stream. */
  void want(String stream) {
    wanted.add(stream);
  }

  /** Whether a stream is this process's now, as far as it knows. */
  boolean isHeld(String stream) {
    return held.containsKey(stream) && !yielding.contains(stream) && presence.isValid();
  }

  /**
   * Whether a stream that is due may begin a run here.
   *
   * @throws RuntimeException when the database did not answer for so long that nothing is known
   * @throws HeldElsewhereException in a process that would run it once, when another one that is
   *     alive has it
   */
  boolean mayBegin(String stream) {
    want(stream);
    if (!considered.contains(stream)) {
      lookFor(stream);
    }
    if (!presence.isValid() && looking.tryLock()) {
      // It may only have been paused, and not have come to its next look.
      try {
        look();
      } finally {
        looking.unlock();
      }
    }
    if (isHeld(stream)) {
      return true;
    }
    requireNews();
    return presence.isOnce() && mayBeginOnce(stream);
  }

  /** A number that differs from the last one when somebody else had a stream meanwhile. */
  long tenure(String stream) {
    return held.getOrDefault(stream, 0L);
  }

  /** A run begins of a stream that a lease is for. */
  void begins(String lease, String stream) {
    running.computeIfAbsent(lease, each -> ConcurrentHashMap.newKeySet()).add(stream);
  }

  void ends(String lease, String stream) {
    running.computeIfPresent(
        lease,
        (each, streams) -> {
          streams.remove(stream);
          return streams.isEmpty() ? null : streams;
        });
  }

  /** Notes when the next run of a stream is due, for whoever has it then. */
  void plan(String stream, Duration wait) {
    table.plan(stream, wait);
  }

  /** How long it is until the next run of a stream that somebody planned. */
  Optional<Duration> planned(String stream) {
    return table.planned(stream);
  }

  /** Renews, buries, takes and gives. That it failed is said by who needs to know. */
  void look() {
    looking.lock();
    try {
      considered.addAll(wanted);
      lookNow();
      failure = null;
    } catch (RuntimeException e) {
      failure = e;
      LOG.debug("the leases of this process cannot be looked at now", e);
    } finally {
      looking.unlock();
    }
  }

  /** Gives everything back. */
  void stop() {
    boolean reachable = presence.end() && failure == null;
    loseAll();
    if (reachable) {
      table.leave(node());
    }
  }

  /** Whoever hears nothing of the database must not take that for another node's work. */
  private void requireNews() {
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
    presence.requireNews();
  }

  private void lookFor(String stream) {
    looking.lock();
    try {
      if (!considered.contains(stream)) {
        look();
      }
    } finally {
      looking.unlock();
    }
  }

  private void lookNow() {
    if (!presence.renew(wanted.size())) {
      loseAll();
    }
    Node node = node();
    Picture seen = table.look(node);
    if (!seen.rows().keySet().containsAll(wanted)) {
      Set<String> unknown = new TreeSet<>(wanted);
      unknown.removeAll(seen.rows().keySet());
      table.add(unknown);
      seen = table.look(node);
    }
    held.keySet().retainAll(ours(seen));
    ours(seen).forEach(stream -> held.computeIfAbsent(stream, s -> tenures.incrementAndGet()));
    picture = seen;
    if (presence.isOnce()) {
      take(wanted.stream().filter(stream -> picture.holder(stream).isEmpty()).toList());
    } else {
      move(balance.next(node, Set.copyOf(wanted), held.keySet(), running.keySet(), picture));
    }
  }

  private void move(Balance.Moves moves) {
    int before = held.size();
    take(moves.take());
    // No run of these begins any more, and one that is under way ends with its page.
    yielding = Set.copyOf(moves.give());
    List<String> idle = moves.give().stream().filter(each -> !running.containsKey(each)).toList();
    if (!idle.isEmpty()) {
      held.keySet().removeAll(idle);
      table.release(node(), idle);
    }
    if (held.size() != before) {
      LOG.info(
          "node {} runs {} of {} streams, {} nodes are alive",
          node().name(),
          held.size(),
          picture.rows().size(),
          picture.nodes().size());
    }
  }

  private void take(Collection<String> streams) {
    if (!streams.isEmpty()) {
      table
          .take(node(), streams, picture)
          .forEach(stream -> held.put(stream, tenures.incrementAndGet()));
    }
  }

  private Set<String> ours(Picture seen) {
    Set<String> ours = new HashSet<>();
    seen.rows()
        .forEach(
            (stream, id) -> {
              if (id.equals(node().id()) && seen.nodes().containsKey(id)) {
                ours.add(stream);
              }
            });
    return ours;
  }

  private void loseAll() {
    held.clear();
    yielding = Set.of();
    picture = Picture.EMPTY;
  }

  /**
   * One that is gone without a word frees what it had when its lease ends; one that renews it is
   * alive. Two that run a stream once are told apart by its checkpoint, as on any database.
   */
  private boolean mayBeginOnce(String stream) {
    looking.lock();
    try {
      look();
      Optional<Seen> holder = picture.holder(stream);
      if (isHeld(stream) || holder.filter(Seen::once).isPresent()) {
        return true;
      }
      if (holder.isPresent()) {
        String sign = holder.get().node().id() + holder.get().expires();
        if (!firstSeen.computeIfAbsent(stream, s -> sign).equals(sign)) {
          throw new HeldElsewhereException(stream, holder.get().node().name());
        }
      }
      return false;
    } finally {
      looking.unlock();
    }
  }
}
