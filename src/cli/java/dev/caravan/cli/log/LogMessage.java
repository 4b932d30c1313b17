package dev.caravan.cli.log;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** {@code %shown} of logback.xml: the message without secrets. */
public final class LogMessage extends MessageConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return LogSecrets.hidden(getContext(), super.convert(event));
  }
}
