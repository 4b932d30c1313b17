package dev.caravan.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The limits that a process has unless told otherwise; docs/webhooks.md names them. */
class OpenConnectionsTest {
  private static final int MOST = 500;

  private final List<String> refused = new ArrayList<>();
  private final OpenConnections connections = OpenConnections.limited(refused::add);

  @Test
  void ofMoreThanFiveHundredConnectionsTheOneThatWaitedLongestMakesRoom() {
    List<EmbeddedChannel> open = Stream.generate(this::connect).limit(MOST).toList();
    assertThat(open).allMatch(EmbeddedChannel::isOpen);
    assertThat(refused).isEmpty();

    EmbeddedChannel last = connect();
    open.get(0).runPendingTasks();

    assertThat(open.get(0).isOpen()).isFalse();
    assertThat(open.subList(1, MOST)).allMatch(EmbeddedChannel::isOpen);
    assertThat(last.isOpen()).isTrue();
    assertThat(refused).containsExactly("too_many");
  }

  @Test
  void aConnectionWithoutARequestIsEndedAfterTenSeconds() {
    EmbeddedChannel silent = new EmbeddedChannel();
    silent.freezeTime();
    silent.pipeline().addLast(new ConnectionGuard(connections));
    silent.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
    silent.runScheduledPendingTasks();
    silent.runPendingTasks();
    assertThat(silent.isOpen()).isTrue();

    silent.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    silent.runScheduledPendingTasks();
    silent.runPendingTasks();
    assertThat(silent.isOpen()).isFalse();
    assertThat(refused).containsExactly("slow");
  }

  @Test
  void anAnsweredConnectionMayWaitSeventyFiveSecondsForItsNextRequest() {
    assertThat(connections.keepAlive()).isEqualTo(Duration.ofSeconds(75));
  }

  private EmbeddedChannel connect() {
    return new EmbeddedChannel(new ConnectionGuard(connections));
  }
}
