package dev.caravan.config;

import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.TypeConverterSupport;

/**
 * Reads the level at which an error handler logs. Camel asks for it once for each step of each
 * route, and without a converter of its own it tries all others first: a quarter of the start of a
 * context with many streams.
 */
final class LoggingLevels extends TypeConverterSupport {
  @Override
  public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
    try {
      return type.cast(LoggingLevel.valueOf(value.toString().trim().toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(value, type, e);
    }
  }
}
