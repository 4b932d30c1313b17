package dev.caravan.replay;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** What cannot work together is refused before anything runs. */
class FeedParametersTest {
  @Test
  void aSnapshotNeedsToKnowWhereTheFeedEnds() {
    Feed feed = new Feed();
    feed.getSnapshot().setStream("customers");
    assertThatIllegalArgumentException()
        .isThrownBy(feed::init)
        .withMessageContaining("snapshot 'customers' needs anchorPath")
        .withMessageContaining("and anchor");
  }

  @Test
  void aStartWithASnapshotNeedsOne() {
    Feed feed = new Feed();
    feed.getSnapshot().setStart("snapshot");
    assertThatIllegalArgumentException()
        .isThrownBy(feed::init)
        .withMessageContaining("start snapshot needs snapshot");
  }

  @Test
  void sharesStatusesAndWindowsAreInTheirRange() {
    Feed feed = new Feed();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feed.getSnapshot().setMaxDeletes("120%"))
        .withMessageContaining("maxSnapshotDeletes '120%'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feed.getSnapshot().setMaxDeletes("few"))
        .withMessageContaining("20% or 0.2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feed.setExpiredStatus("gone"))
        .withMessageContaining("expiredStatus 'gone'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feed.getKind().setWindowEvents(0))
        .withMessageContaining("windowEvents 0");
    feed.getKind().setKind("push");
    assertThatIllegalArgumentException()
        .isThrownBy(feed::init)
        .withMessageContaining("feed 'push' does not exist");
  }
}
