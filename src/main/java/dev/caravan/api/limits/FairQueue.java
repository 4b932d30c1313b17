package dev.caravan.api.limits;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whose request is next while several streams wait for places: each stream gets as many turns as
 * its weight says, beside those of the others, however many of its requests wait. The gate's lock
 * guards it.
 */
final class FairQueue {
  private static final Comparator<Ticket> ORDER =
      Comparator.comparingDouble(Ticket::start).thenComparingLong(Ticket::number);

  private final TreeSet<Ticket> waiting = new TreeSet<>(ORDER);
  private final Map<String, Double> nextStart = new HashMap<>();
  private final Map<String, Integer> recent = new HashMap<>();
  private double reached;
  private long tickets;

  /**
   * A request's place in the queue.
   *
   * @param start how many turns of weight 1 come before it
   */
  record Ticket(double start, long number, Entrant who) {}

  Ticket join(Entrant who) {
    double start = Math.max(reached, nextStart.getOrDefault(who.stream(), reached));
    nextStart.put(who.stream(), start + 1.0 / who.weight());
    Ticket ticket = new Ticket(start, tickets++, who);
    waiting.add(ticket);
    return ticket;
  }

  boolean isFirst(Ticket ticket) {
    return waiting.first() == ticket;
  }

  /** It has its turn. */
  void pass(Ticket ticket) {
    reached = Math.max(reached, ticket.start());
  }

  /** It had its turn, or wants none any more. */
  void leave(Ticket ticket) {
    recent.put(ticket.who().stream(), ticket.who().weight());
    waiting.remove(ticket);
    if (waiting.isEmpty()) {
      nextStart.values().removeIf(start -> start <= reached);
    }
  }

  /** The weights of all streams that wait, or did since this was last asked; 1 at least. */
  int weight() {
    waiting.forEach(ticket -> recent.put(ticket.who().stream(), ticket.who().weight()));
    int sum = recent.values().stream().mapToInt(Integer::intValue).sum();
    recent.clear();
    return Math.max(1, sum);
  }
}
