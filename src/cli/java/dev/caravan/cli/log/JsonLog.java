package dev.caravan.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import co.elastic.logging.logback.EcsEncoder;
import dev.caravan.cli.settings.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log as one JSON object per line, in UTF-8, with the field names of the Elastic Common Schema
 * (ECS 1.2); see docs/operating.md. Shows no secrets, in stack traces neither.
 */
public final class JsonLog extends EcsEncoder {
  /** What Caravan's lines begin with. */
  private static final Pattern ABOUT =
      Pattern.compile("^(stream|worker|source) ([^\\s:]+)(?: run ([^\\s:]+))?");

  public JsonLog() {
    setServiceName("caravan");
    setServiceVersion(Version.text());
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return super.encode(shown(event));
  }

  private ILoggingEvent shown(ILoggingEvent event) {
    LoggingEvent shown = new WithThrowable(hidden(event.getThrowableProxy()));
    shown.setInstant(event.getInstant());
    shown.setLevel(event.getLevel());
    shown.setLoggerName(event.getLoggerName());
    shown.setThreadName(event.getThreadName());
    shown.setMessage(LogSecrets.hidden(getContext(), event.getFormattedMessage()));
    Map<String, String> fields = new LinkedHashMap<>();
    event
        .getMDCPropertyMap()
        .forEach((name, value) -> fields.put(name, LogSecrets.hidden(getContext(), value)));
    if (event.getLoggerName().startsWith("dev.caravan.")) {
      fields.putAll(about(shown.getMessage()));
    }
    shown.setMDCPropertyMap(fields);
    return shown;
  }

  private static Map<String, String> about(String message) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher about = ABOUT.matcher(message == null ? "" : message);
    if (about.find()) {
      fields.put("caravan." + about.group(1), about.group(2));
      if (about.group(3) != null) {
        fields.put("caravan.run", about.group(3));
      }
    }
    return fields;
  }

  private IThrowableProxy hidden(IThrowableProxy failure) {
    return failure == null
        ? null
        : new HiddenThrowable(failure, text -> LogSecrets.hidden(getContext(), text));
  }

  private static final class WithThrowable extends LoggingEvent {
    private final IThrowableProxy failure;

    WithThrowable(IThrowableProxy failure) {
      this.failure = failure;
    }

    @Override
    public IThrowableProxy getThrowableProxy() {
      return failure;
    }
  }
}
