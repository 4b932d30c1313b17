package dev.caravan.cli.launch;

import dev.caravan.config.ConfigurationException;
import dev.caravan.config.NearestName;
import dev.caravan.slices.SlicedStream;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Refuses names of streams that there are not, after {@code run --once} and in {@code
 * caravan.streams}: nothing would run, and nothing would say so.
 */
final class ChosenStreams extends MainListenerSupport {
  private static final Set<String> NO_STREAM = Set.of("none", "-");

  private final Supplier<List<String>> streams;

  /**
   * @param streams the streams of all route files
   */
  ChosenStreams(Supplier<List<String>> streams) {
    this.streams = streams;
  }

  @Override
  public void afterConfigure(BaseMainSupport main) {
    main.getCamelContext()
        .addLifecycleStrategy(
            new LifecycleStrategySupport() {
              @Override
              public void onContextInitializing(CamelContext context) {
                check(context.resolvePropertyPlaceholders("{{caravan.streams:}}"));
              }
            });
  }

  private void check(String chosen) {
    List<String> known = streams.get();
    for (String each : chosen.split(",")) {
      String name = each.strip().replaceFirst(Pattern.quote(SlicedStream.BACKFILL) + "$", "");
      if (!name.isBlank() && !NO_STREAM.contains(name.strip()) && !known.contains(name.strip())) {
        throw new ConfigurationException(
            "there is no stream "
                + name.strip()
                + NearestName.of(name.strip(), known)
                    .map(near -> ", did you mean " + near + "?")
                    .orElse("")
                + "; there are "
                + known
                + "; caravan.streams takes none for no stream");
      }
    }
  }
}
