package dev.caravan.run;

import dev.caravan.api.Api;
import dev.caravan.config.time.Every;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * What the runs of one stream read, whatever way: pages of a scan or of a feed. The bean of a
 * source kamelet, which puts itself on the exchange of each run. Safe for any thread.
 */
public interface Input extends Processor {
  /** The exchange property that holds it. */
  String PROPERTY = "caravanInput";

  /** The input of an exchange, which the kamelet puts there. */
  static Input of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, Input.class), "no stream on the exchange");
  }

  /** Puts itself on an exchange, for the steps of a run. */
  @Override
  default void process(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** The stream's name, which is that of the user's route. */
  String name();

  /** The name of the API's bean. */
  String apiName();

  Api api();

  /** When its runs start. */
  Every every();

  /** How many turns it gets for each one of another stream, when the API's quota is short. */
  default int weight() {
    return 1;
  }

  /** The most pages of one run. */
  long maxPages();

  /** Makes the run that resumes where the checkpoint stands. */
  StreamRun newRun(RunStart start);

  /**
   * A print of what is asked for and how, which a position means nothing without; empty where a
   * position means the same whatever is declared.
   */
  default Optional<String> way() {
    return Optional.empty();
  }

  /** The stream of the same process whose runs this one waits for. */
  default Optional<ParentStream> parentStream() {
    return Optional.empty();
  }
}
