package dev.caravan.cli.launch;

import dev.caravan.cli.settings.UnknownProperty;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.MissingPlaceholder;
import dev.caravan.state.database.DatabaseUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one message instead of a stack trace; the trace is logged at DEBUG. */
public final class Problem implements IExecutionExceptionHandler {
  public static final int FAILED = 1;
  public static final int WRONG_USAGE = 2;

  private static final int MOST_FRAMES = 20;

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    // Asked for here and not before the verb, which may first decide what is logged.
    Logger log = LoggerFactory.getLogger(Problem.class);
    if (log.isDebugEnabled()) {
      chain(failure).forEach(link -> log.debug("stopped by {}", trace(link)));
    }
    command.getErr().println("caravan: " + describe(failure));
    return isOutage(failure) ? FAILED : WRONG_USAGE;
  }

  /** Whether a failure comes of what is away and comes back, rather than wrong. */
  public static boolean isOutage(Throwable failure) {
    return chain(failure).stream()
        .anyMatch(
            link ->
                link instanceof DatabaseUnavailableException || link instanceof TimeoutException);
  }

  /** The most helpful message in a chain of causes. */
  public static String describe(Throwable failure) {
    List<Throwable> chain = chain(failure);
    Optional<String> known =
        chain.stream()
            .filter(
                link ->
                    link instanceof ConfigurationException
                        || link instanceof DatabaseUnavailableException)
            .map(Throwable::getMessage)
            .findFirst();
    return known.or(() -> ofKafka(chain)).orElseGet(() -> where(chain) + said(chain));
  }

  /** Without the message, in which Camel repeats the value of a property, be it a secret. */
  private static String trace(Throwable link) {
    return Stream.of(link.getStackTrace())
        .limit(MOST_FRAMES)
        .map(frame -> " at " + frame)
        .collect(Collectors.joining("", link.getClass().getName(), ""));
  }

  private static Optional<String> ofKafka(List<Throwable> chain) {
    return chain.stream()
        .filter(TimeoutException.class::isInstance)
        .map(
            link ->
                "Kafka does not answer: %s; check kafka.brokers, and that it runs and may be reached"
                    .formatted(link.getMessage()))
        .findFirst();
  }

  /** The first link that is not only about the place. */
  private static String said(List<Throwable> chain) {
    Throwable link =
        chain.stream()
            .filter(candidate -> !FailedPlace.isWrapper(candidate))
            .findFirst()
            .orElse(chain.get(chain.size() - 1));
    return MissingPlaceholder.explain(link)
        .or(() -> UnknownProperty.explain(link))
        .orElseGet(() -> Objects.requireNonNullElse(link.getMessage(), link.toString()));
  }

  /** The file, the bean and the property that Camel was busy with. */
  private static String where(List<Throwable> chain) {
    return chain.stream()
        .flatMap(link -> FailedPlace.of(link).stream())
        .distinct()
        .map(place -> place + ": ")
        .collect(Collectors.joining());
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable link = failure; link != null && !chain.contains(link); link = link.getCause()) {
      chain.add(link);
    }
    return chain;
  }
}
