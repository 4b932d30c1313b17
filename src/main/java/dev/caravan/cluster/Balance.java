package dev.caravan.cluster;

import dev.caravan.cluster.LeaseTable.Picture;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which leases a node takes and gives back, so that all nodes have their shares: those of streams
 * that nobody runs at once, others when their runs are at the end of a page. Used by one thread at
 * a time.
 */
final class Balance {
  /** So often is a stream seen free before it is taken beyond one's share: nobody else wants it. */
  private static final int PATIENCE = 4;

  private final Map<String, Integer> free = new HashMap<>();
  private final Set<String> unwanted = new HashSet<>();

  /**
   * What to do now.
   *
   * @param take those that are free and should be ours
   * @param give those that should be another node's
   */
  record Moves(List<String> take, List<String> give) {}

  /**
   * Looks at a picture.
   *
   * @param wanted what this node could run
   * @param held what it has
   * @param running those of them that run now, which are given last
   */
  Moves next(Node me, Set<String> wanted, Set<String> held, Set<String> running, Picture picture) {
    List<String> nobodys =
        wanted.stream()
            .filter(stream -> picture.holder(stream).isEmpty())
            .sorted(inOwnOrder(me))
            .toList();
    count(nobodys);
    unwanted.retainAll(held);
    int room = share(me, wanted.size(), nobodys.size(), picture) - held.size();
    List<String> take = nobodys.stream().limit(Math.max(0, room)).toList();
    List<String> orphans =
        nobodys.stream()
            .filter(stream -> !take.contains(stream) && free.get(stream) >= PATIENCE)
            .toList();
    unwanted.addAll(orphans);
    List<String> give =
        held.stream()
            .filter(stream -> !unwanted.contains(stream))
            .sorted(Comparator.<String, Boolean>comparing(running::contains).thenComparing(s -> s))
            .limit(Math.max(0, -room))
            .toList();
    return new Moves(Stream.concat(take.stream(), orphans.stream()).toList(), give);
  }

  private void count(List<String> nobodys) {
    free.keySet().retainAll(nobodys);
    nobodys.forEach(stream -> free.merge(stream, 1, Integer::sum));
  }

  private static int share(Node me, int wanted, int nobodys, Picture picture) {
    Map<String, Integer> wants = new HashMap<>(Map.of(me.id(), wanted));
    picture.nodes().values().stream()
        .filter(seen -> !seen.once() && !seen.node().equals(me))
        .forEach(seen -> wants.put(seen.node().id(), seen.wants()));
    long held =
        picture.rows().keySet().stream()
            .flatMap(stream -> picture.holder(stream).stream())
            .filter(seen -> !seen.once())
            .count();
    return FairShare.of(wants, (int) held + nobodys).get(me.id());
  }

  /** Nodes that begin at the same time reach for different ones. */
  private static Comparator<String> inOwnOrder(Node me) {
    return Comparator.<String>comparingInt(stream -> (me.id() + stream).hashCode())
        .thenComparing(stream -> stream);
  }
}
