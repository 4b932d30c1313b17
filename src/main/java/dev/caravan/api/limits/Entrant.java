package dev.caravan.api.limits;

/**
 * Who wants to send a request.
 *
 * @param stream the stream that it is for
 * @param weight how many turns it gets for each one of a stream of weight 1, 1 to 100
 */
public record Entrant(String stream, int weight) {
  private static final int MOST = 100;

  public Entrant {
    if (weight < 1 || weight > MOST) {
      throw new IllegalArgumentException(
          "weight " + weight + " is out of range; it takes 1 to " + MOST);
    }
  }
}
