package dev.caravan.cli.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A failure whose messages, and those of its causes, show no secret. */
record HiddenThrowable(IThrowableProxy failure, UnaryOperator<String> hide)
    implements IThrowableProxy {
  @Override
  public String getMessage() {
    return hide.apply(failure.getMessage());
  }

  @Override
  public String getOverridingMessage() {
    return hide.apply(failure.getOverridingMessage());
  }

  @Override
  public String getClassName() {
    return failure.getClassName();
  }

  @Override
  public StackTraceElementProxy[] getStackTraceElementProxyArray() {
    return failure.getStackTraceElementProxyArray();
  }

  @Override
  public int getCommonFrames() {
    return failure.getCommonFrames();
  }

  @Override
  public IThrowableProxy getCause() {
    return Optional.ofNullable(failure.getCause())
        .map(cause -> new HiddenThrowable(cause, hide))
        .orElse(null);
  }

  @Override
  public IThrowableProxy[] getSuppressed() {
    return Stream.ofNullable(failure.getSuppressed())
        .flatMap(Stream::of)
        .map(suppressed -> new HiddenThrowable(suppressed, hide))
        .toArray(IThrowableProxy[]::new);
  }

  @Override
  public boolean isCyclic() {
    return failure.isCyclic();
  }
}
