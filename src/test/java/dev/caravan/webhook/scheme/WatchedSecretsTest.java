package dev.caravan.webhook.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.HandClock;
import dev.caravan.webhook.Delivery;
import dev.caravan.webhook.Judgement;
import dev.caravan.webhook.Judging;
import dev.caravan.webhook.Providers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SigningSecrets from a file change without a restart. */
@Timeout(30)
class WatchedSecretsTest {
  @TempDir Path directory;

  @Test
  void aSourceTakesWhatItsFileSaysNow() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "old-secret\n");
    Judging token = Judging.of(Map.of("preset", "token", "secretsFile", file.toString()));
    token.accepts(signed("old-secret"), Providers.NOW);
    token.refuses(signed("new-secret"), Providers.NOW);

    Files.writeString(file, "new-secret\nold-secret\n");
    await().until(() -> takes(token, "new-secret"));
    token.accepts(signed("old-secret"), Providers.NOW);

    Files.writeString(file, "new-secret\n");
    await().until(() -> !takes(token, "old-secret"));
    token.accepts(signed("new-secret"), Providers.NOW);
  }

  @Test
  void aFileThatIsGoneOrEmptyForAWhileChangesNothing() throws Exception {
    HandClock clock = new HandClock(Providers.NOW);
    Path file = Files.writeString(directory.resolve("secret"), "a,b\n\n c \n");
    WatchedSecrets<String> secrets = new WatchedSecrets<>(file, WatchedSecretsTest::some, clock);
    assertThat(secrets.get()).containsExactly("a", "b", "c");
    Files.delete(file);
    clock.advance(Duration.ofSeconds(1));
    assertThat(secrets.get()).containsExactly("a", "b", "c");
    Files.writeString(file, "\n");
    clock.advance(Duration.ofSeconds(1));
    assertThat(secrets.get()).containsExactly("a", "b", "c");
    Files.writeString(file, "d");
    assertThat(secrets.get()).as("within the second").containsExactly("a", "b", "c");
    clock.advance(Duration.ofSeconds(1));
    assertThat(secrets.get()).containsExactly("d");
  }

  @Test
  void aFileThatIsNotThereStopsTheStart() throws Exception {
    assertThatThrownBy(() -> Judging.of(Map.of("preset", "token", "secretsFile", "nowhere")))
        .hasMessageStartingWith("source test: secretsFile nowhere cannot be read");
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    assertThatThrownBy(() -> Judging.of(Map.of("preset", "token", "secretsFile", empty.toString())))
        .hasMessageStartingWith("source test: secretsFile has no secret");
    assertThatThrownBy(
            () -> Judging.of(Map.of("preset", "token", "secretsFile", "x", "secrets", "y")))
        .hasMessageStartingWith("source test: secrets and secretsFile are both set");
  }

  private static List<String> some(List<String> lines) {
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("none");
    }
    return lines;
  }

  private static boolean takes(Judging judging, String secret) {
    return judging.judge(signed(secret), Providers.NOW) instanceof Judgement.Accepted;
  }

  private static Delivery signed(String secret) {
    return Delivery.post("{}").with("X-Webhook-Token", secret);
  }
}
