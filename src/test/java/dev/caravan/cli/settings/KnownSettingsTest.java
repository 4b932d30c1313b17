package dev.caravan.cli.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Objections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownSettingsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "CARAVAN_DATASOURCE_ULR, CARAVAN_DATASOURCE_URL",
    "CARAVAN_DATASOURCE_PASSPHRASE, CARAVAN_DATASOURCE_PASSWORD",
    "CARAVAN_STREAM, CARAVAN_STREAMS"
  })
  void aVariableThatLooksLikeASettingAndIsNoneIsRefused(String wrong, String right) {
    KnownSettings known = new KnownSettings(List.of(), Objections.STOP);
    assertThatThrownBy(() -> known.checkEnvironment(Set.of("PATH", wrong)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("environment: nothing reads " + wrong + "; did you mean " + right + "?");
  }

  @Test
  void variablesOfKubernetesOnesOfOnesOwnAndThoseThatRoutesReadAreTaken() throws IOException {
    Path routes = Files.writeString(directory.resolve("a.yaml"), "\"{{env:CARAVAN_ONCES}}\"");
    KnownSettings known = new KnownSettings(List.of(routes), Objections.STOP);
    assertThatCode(
            () ->
                known.checkEnvironment(
                    Set.of(
                        "CARAVAN_SERVICE_HOST",
                        "CARAVAN_PORT_8080_TCP_ADDR",
                        "CARAVAN_JAVA_OPTS",
                        "CARAVAN_SHOP_TOKEN",
                        "CARAVAN_ONCES",
                        "CARAVAN_DATASOURCE_MAX_CONNECTIONS",
                        "CARAVAN_LOG")))
        .doesNotThrowAnyException();
  }
}
