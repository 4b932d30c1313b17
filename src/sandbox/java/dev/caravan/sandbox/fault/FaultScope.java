package dev.caravan.sandbox.fault;

import dev.caravan.sandbox.http.SeenRequest;
import java.util.SplittableRandom;

/**
 * Which requests a fault is for.
 *
 * @param collection {@code *} for all
 * @param times how often at most
 * @param probability 1 for always; decided by the seed and the ordinal of the request
 */
record FaultScope(
    String collection,
    int firstPage,
    int lastPage,
    long firstRequest,
    long lastRequest,
    int times,
    double probability,
    long seed) {

  static FaultScope of(String collection) {
    return new FaultScope(
        collection, 0, Integer.MAX_VALUE, 1, Long.MAX_VALUE, Integer.MAX_VALUE, 1, 0);
  }

  FaultScope pages(int first, int last) {
    require(first >= 1 && last >= first, "pages " + first + " to " + last + ": the first is 1");
    return new FaultScope(
        collection, first, last, firstRequest, lastRequest, times, probability, seed);
  }

  FaultScope requests(long first, long last) {
    require(first >= 1 && last >= first, "requests " + first + " to " + last + ": the first is 1");
    return new FaultScope(collection, firstPage, lastPage, first, last, times, probability, seed);
  }

  FaultScope times(int most) {
    require(most >= 1, "times is " + most + ", must be 1 or more");
    return new FaultScope(
        collection, firstPage, lastPage, firstRequest, lastRequest, most, probability, seed);
  }

  FaultScope probability(double share, long newSeed) {
    require(share >= 0 && share <= 1, "probability is " + share + ", must be 0 to 1");
    return new FaultScope(
        collection, firstPage, lastPage, firstRequest, lastRequest, times, share, newSeed);
  }

  boolean coversPage(String ofCollection, int page) {
    boolean here = collection.equals("*") || collection.equals(ofCollection);
    return here && page >= firstPage && page <= lastPage;
  }

  boolean covers(SeenRequest request) {
    long ordinal = request.ordinalInCollection();
    return coversPage(request.collection(), request.page())
        && ordinal >= firstRequest
        && ordinal <= lastRequest
        && (probability == 1 || draw(request) < probability);
  }

  /** Whether it is for pages alone, so that each request for such a page gets the same. */
  boolean isByPageOnly() {
    return firstRequest == 1 && lastRequest == Long.MAX_VALUE && probability == 1;
  }

  private double draw(SeenRequest request) {
    long mixed = seed * 31 + request.collection().hashCode();
    return new SplittableRandom(
            new SplittableRandom(mixed).nextLong() + request.ordinalInCollection())
        .nextDouble();
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
