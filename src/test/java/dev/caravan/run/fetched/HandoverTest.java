package dev.caravan.run.fetched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private record Numbered(int number, int size, long bytes) implements Fetched {
    @Override
    public List<?> records() {
      return Collections.nCopies(size, number);
    }

    @Override
    public Optional<String> position() {
      return Optional.of("p" + number);
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public String described() {
      return "page " + number;
    }
  }

  private final Handover handover = new Handover(30);

  @Test
  void takesTogetherWhatCameWhileTheLastPagesWereWritten() {
    add(handover, 1);
    assertThat(take()).containsExactly(1);
    add(handover, 2, 3);
    handover.written();
    assertThat(take()).containsExactly(2, 3);
    assertThat(handover.open().records().stream().distinct().map(String::valueOf))
        .containsExactly("2", "3");
    assertThat(handover.open().records()).hasSize(20);
    assertThat(handover.open().position()).contains("p2");
    assertThat(handover.open().responses()).isEqualTo(2);
  }

  @Test
  void takesNoMoreThanTheRecordsOfOneCommitAndOnePageAtLeast() {
    add(handover, 1, 2, 3, 4);
    handover.add(new Numbered(5, 100, 1));
    assertThat(take()).containsExactly(1, 2, 3);
    handover.written();
    assertThat(take()).containsExactly(4);
    handover.written();
    assertThat(take()).containsExactly(5);
  }

  @Test
  void takesNoMoreThanTheBytesOfOneCommit() {
    handover.add(new Numbered(1, 1, Handover.MOST_BYTES - 1));
    handover.add(new Numbered(2, 1, 1));
    handover.add(new Numbered(3, 1, 1));
    assertThat(take()).containsExactly(1, 2);
  }

  @Test
  void takesNoMoreThanSoManyPagesHoweverSmallTheyAre() {
    for (int page = 0; page <= Handover.MOST_PAGES; page++) {
      handover.add(new Numbered(page, 0, 0));
    }
    assertThat(take()).hasSize(Handover.MOST_PAGES);
  }

  @Test
  void whoFetchesWaitsWhileThereIsNoRoomBesideWhatWaits() {
    Numbered page = new Numbered(1, 20, 1);
    handover.add(page);
    CompletableFuture<Boolean> room = CompletableFuture.supplyAsync(() -> handover.awaitRoom(page));
    assertThat(room).isNotDone();
    assertThat(take()).containsExactly(1);
    assertThat(room).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
  }

  @Test
  void withoutNumberEachPageIsJudgedOnceTheOneBeforeIsWritten() {
    Handover alone = new Handover(0);
    add(alone, 1);
    CompletableFuture<Boolean> turn = CompletableFuture.supplyAsync(alone::awaitTurn);
    assertThat(alone.take()).isTrue();
    assertThat(alone.open()).isEqualTo(new Numbered(1, 10, 1));
    assertThat(turn).isNotDone();
    alone.written();
    assertThat(turn).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
  }

  @Test
  void whatIsTakenApartComesAgainPageByPageBeforeWhatCameLater() {
    add(handover, 1, 2);
    assertThat(take()).containsExactly(1, 2);
    add(handover, 3, 4);
    assertThat(handover.takeApart()).isTrue();
    for (int page = 1; page <= 4; page++) {
      assertThat(take()).containsExactly(page);
      handover.written();
    }
  }

  @Test
  void onePageIsNotTakenApartAndTakenNoSecondTime() {
    add(handover, 1, 2, 3, 4);
    assertThat(take()).containsExactly(1, 2, 3);
    handover.written();
    assertThat(take()).containsExactly(4);
    assertThat(handover.takeApart()).isFalse();
    assertThat(handover.isUnderWay()).isTrue();
    assertThat(handover.take()).as("a page that was not kept is the last").isFalse();
  }

  @Test
  void whatWaitsIsTakenAfterTheEndOfFetchingAndThenNothing() {
    add(handover, 1);
    handover.endOfFetching();
    assertThat(take()).containsExactly(1);
    handover.written();
    assertThat(handover.take()).isFalse();
  }

  @Test
  void theEndOfFetchingWakesWhoWaitsForAPage() {
    CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(handover::take);
    handover.endOfFetching();
    assertThat(taken).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
  }

  @Test
  void theEndOfWritingWakesWhoWaitsForRoomAndLeavesNothing() {
    Numbered page = new Numbered(1, 20, 1);
    handover.add(page);
    CompletableFuture<Boolean> room = CompletableFuture.supplyAsync(() -> handover.awaitRoom(page));
    handover.endOfWriting();
    assertThat(room).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
    assertThat(handover.awaitTurn()).isFalse();
  }

  @Test
  void aThreadThatIsToStopWaitsNoLonger() {
    Thread writer = new Thread(handover::take);
    writer.start();
    Awaitility.await().until(() -> writer.getState() == Thread.State.WAITING);
    writer.interrupt();
    Awaitility.await().until(() -> !writer.isAlive());
    assertThat(handover.isUnderWay()).isFalse();
  }

  @Test
  void theLatestPageIsTheOneToGoOnAfterOnce() {
    add(handover, 1, 2);
    assertThat(handover.latest()).contains(new Numbered(2, 10, 1));
    assertThat(handover.latest()).as("nothing came since").isEmpty();
  }

  private static void add(Handover handover, int... pages) {
    for (int page : pages) {
      handover.add(new Numbered(page, 10, 1));
    }
  }

  /** The numbers of the pages that are taken next. */
  private List<Integer> take() {
    assertThat(handover.take()).isTrue();
    return PagesTogether.of(handover.open()).stream()
        .map(page -> ((Numbered) page).number())
        .toList();
  }
}
