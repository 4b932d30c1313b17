package dev.caravan.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Everything that this process logs while it is open. */
public final class Logged implements AutoCloseable {
  /** Passes on what the server of the tests writes about its own rows. */
  private static final String POSTGRES = "io.zonky.";

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  /** Begins to listen. */
  public Logged() {
    events.start();
    root.addAppender(events);
  }

  /** All messages and stack traces. */
  public String text() {
    return List.copyOf(events.list).stream()
        .filter(event -> !event.getLoggerName().startsWith(POSTGRES))
        .map(
            event ->
                event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                        ? ""
                        : ThrowableProxyUtil.asString(event.getThrowableProxy())))
        .collect(Collectors.joining("\n"));
  }

  /** What Caravan logged as a warning or an error. */
  public List<String> warnings() {
    return List.copyOf(events.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .filter(event -> event.getLoggerName().startsWith("dev.caravan."))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Override
  public void close() {
    root.detachAppender(events);
  }
}
