package dev.caravan.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many leases each node should have. Every node computes the same of the same rows, so nobody
 * has to tell anybody.
 */
final class FairShare {
  private FairShare() {}

  /**
   * As even as whole numbers are, but to no node more than it wants.
   *
   * @param wants by node
   * @param leases how many there are
   */
  static Map<String, Integer> of(Map<String, Integer> wants, int leases) {
    List<Map.Entry<String, Integer>> modestFirst =
        wants.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, Integer>>comparingInt(Map.Entry::getValue)
                    .thenComparing(Map.Entry::getKey))
            .toList();
    Map<String, Integer> shares = new HashMap<>();
    int left = leases;
    int nodes = modestFirst.size();
    for (Map.Entry<String, Integer> each : modestFirst) {
      int share = Math.min(each.getValue(), left / nodes);
      shares.put(each.getKey(), share);
      left -= share;
      nodes--;
    }
    return shares;
  }
}
