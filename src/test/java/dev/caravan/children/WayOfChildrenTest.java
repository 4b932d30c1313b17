package dev.caravan.children;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A stream of children goes another way when it asks for others. */
class WayOfChildrenTest {
  @Test
  void otherParentsOrSeveralInARequestAreAnotherWay() {
    List<Consumer<ChildrenStream>> ways =
        List.of(
            any -> {},
            stream -> stream.setPath("/orders/{order_id}/events"),
            stream -> stream.getParent().setTable("other_orders"),
            stream -> inBatches(stream, 5),
            stream -> inBatches(stream, 6));
    assertThat(ways.stream().map(WayOfChildrenTest::way)).doesNotHaveDuplicates();
    assertThat(way(stream -> stream.getParent().setParallel(7))).isEqualTo(way(any -> {}));
  }

  private static void inBatches(ChildrenStream stream, int size) {
    stream.getParent().setPerRequest(size);
    stream.getParent().setRecordParent("order_id");
  }

  private static String way(Consumer<ChildrenStream> change) {
    Api api = new Api();
    api.setBaseUrl("https://a.example");
    ChildrenStream stream = new ChildrenStream();
    stream.setApi(api);
    stream.setPath("/orders/{order_id}/lines");
    stream.setRecords("$.data");
    stream.getParent().setTable("orders");
    stream.getParent().setKey("order_id");
    change.accept(stream);
    stream.init();
    return stream.way().orElseThrow();
  }
}
