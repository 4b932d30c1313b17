package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.TypeConversionException;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggingLevelsTest {
  private final CamelContext context = new DefaultCamelContext();

  @BeforeEach
  void start() {
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void camelFindsItWithoutAskingEveryConverter() {
    TypeConverter found =
        context.getTypeConverterRegistry().lookup(LoggingLevel.class, String.class);

    assertThat(found).isInstanceOf(LoggingLevels.class);
  }

  @Test
  void levelsAreReadInAnyLetterCaseAndWithBlanksAroundThem() {
    assertThat(read("ERROR")).isEqualTo(LoggingLevel.ERROR);
    assertThat(read(" warn ")).isEqualTo(LoggingLevel.WARN);
  }

  @Test
  void whatIsNoLevelIsRefusedByName() {
    assertThatThrownBy(() -> read("LOUD"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("LOUD");
  }

  private LoggingLevel read(String level) {
    return context.getTypeConverter().convertTo(LoggingLevel.class, level);
  }
}
