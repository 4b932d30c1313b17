package dev.caravan.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.DatabaseUnavailableException;
import dev.caravan.state.database.OwnPool;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class CausesTest {
  @Test
  void saysTheMessagesOfAllCausesFromTheOutermostOn() {
    Exception lost = new SQLException("connection lost.", new java.io.IOException("broken pipe"));

    assertThat(Causes.of(new IllegalStateException("JDBC commit failed", lost)))
        .isEqualTo("JDBC commit failed: connection lost: broken pipe");
  }

  @Test
  void saysNothingTwice() {
    Exception root = new SQLException("no such table");

    assertThat(Causes.of(new IllegalStateException("no such table in insert", root)))
        .isEqualTo("no such table in insert");
    assertThat(Causes.of(new IllegalStateException(root))).isEqualTo("no such table");
  }

  @Test
  void namesAnExceptionWithoutMessage() {
    assertThat(Causes.of(new IllegalStateException("stopped", new InterruptedException())))
        .isEqualTo("stopped: java.lang.InterruptedException");
  }

  @Test
  void endsAtAnExceptionOfOurOwn() {
    Exception ours =
        new DatabaseUnavailableException(
            new OwnPool("jdbc:x", "", "", 0, null), new SQLException("refused"));

    assertThat(Causes.of(new IllegalStateException("the page failed", ours)))
        .isEqualTo("the page failed: " + ours.getMessage());
  }
}
