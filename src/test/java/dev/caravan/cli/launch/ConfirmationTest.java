package dev.caravan.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfirmationTest {
  @ParameterizedTest
  @CsvSource({"y,true", "YES,true", "' y ',true", "n,false", "'',false", "yess,false", ",false"})
  void onlyAYesIsAYes(String answer, boolean given) {
    List<String> asked = new ArrayList<>();
    Confirmation confirmation =
        new Confirmation(
            Optional.of(
                question -> {
                  asked.add(question);
                  return answer;
                }));
    assertThat(confirmation.isGiven("Reset stream items to its beginning")).isEqualTo(given);
    assertThat(asked).containsExactly("Reset stream items to its beginning? [y/N] ");
  }

  @Test
  void withoutATerminalThereIsNobodyToAsk() {
    assertThatThrownBy(() -> new Confirmation(Optional.empty()).isGiven("Reset stream items"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("say --yes");
  }
}
