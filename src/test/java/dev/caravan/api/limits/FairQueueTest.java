package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue queue = new FairQueue();
  private final List<FairQueue.Ticket> waiting = new ArrayList<>();

  @Test
  void eachStreamHasTurnsByItsWeightHoweverManyOfItsRequestsWait() {
    join("orders", 3, 1);
    join("items", 1, 1);
    join("lines", 1, 16);

    assertThat(served(500)).isEqualTo(Map.of("orders", 300, "items", 100, "lines", 100));
  }

  @Test
  void whoComesLaterHasNothingToMakeUpFor() {
    join("orders", 1, 1);
    served(1_000);
    join("items", 1, 1);

    assertThat(served(20).get("items")).isBetween(9, 11);
  }

  @Test
  void oneStreamAloneHasAllTurns() {
    join("orders", 1, 2);
    assertThat(served(50)).isEqualTo(Map.of("orders", 50));
  }

  @Test
  void itTellsTheWeightOfTheStreamsThatWaited() {
    assertThat(queue.weight()).isEqualTo(1);
    join("orders", 3, 4);
    join("items", 2, 1);
    assertThat(queue.weight()).isEqualTo(5);
    waiting.forEach(queue::leave);
    assertThat(queue.weight()).as("until it was asked").isEqualTo(5);
    assertThat(queue.weight()).isEqualTo(1);
    assertThatThrownBy(() -> new Entrant("orders", 101)).hasMessageContaining("weight 101");
  }

  private void join(String stream, int weight, int requests) {
    for (int i = 0; i < requests; i++) {
      waiting.add(queue.join(new Entrant(stream, weight)));
    }
  }

  /** How many turns each stream has, of which each request is followed by another one. */
  private Map<String, Integer> served(int turns) {
    Map<String, Integer> served = new HashMap<>();
    for (int turn = 0; turn < turns; turn++) {
      FairQueue.Ticket first = waiting.stream().filter(queue::isFirst).findFirst().orElseThrow();
      queue.pass(first);
      queue.leave(first);
      waiting.remove(first);
      served.merge(first.who().stream(), 1, Integer::sum);
      waiting.add(queue.join(first.who()));
    }
    return served;
  }
}
