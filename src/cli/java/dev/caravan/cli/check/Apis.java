package dev.caravan.cli.check;

import dev.caravan.api.Api;
import dev.caravan.cli.launch.Engine;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Counted;
import dev.caravan.pull.FirstPage;
import dev.caravan.pull.Stream;
import dev.caravan.pull.Streams;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;

/** Asks each API once, for the first page of the first stream that reads from it. */
final class Apis {
  private static final String LIMITS = "(?i)(x-)?rate-?limit.*|retry-after";

  private final Engine engine;
  private final CheckFindings findings;

  Apis(Engine engine, CheckFindings findings) {
    this.engine = engine;
    this.findings = findings;
  }

  void ask() {
    Map<String, Stream> first = new LinkedHashMap<>();
    Streams streams = engine.bean("caravanStreams", Streams.class);
    streams.names().stream()
        .flatMap(name -> streams.find(name).stream())
        .forEach(stream -> first.putIfAbsent(stream.apiName(), stream));
    try (ProducerTemplate camel = engine.context().createProducerTemplate()) {
      engine.context().getRouteController().startRoute("caravan-request");
      first.forEach(
          (api, stream) -> tell(api, stream, FirstPage.of(stream, camel, Clock.systemUTC())));
    } catch (Exception e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
    engine.context().getRegistry().findByTypeWithName(Api.class).keySet().stream()
        .filter(api -> !first.containsKey(api))
        .forEach(api -> findings.note("API " + api + ": no caravan-pull reads from it; not asked"));
  }

  private void tell(String api, Stream stream, FirstPage seen) {
    String what =
        "API %s, stream %s: %s%s in %.2f s%s"
            .formatted(
                api,
                stream.name(),
                seen.status().map(status -> "status " + status).orElse("no response"),
                seen.records().map(count -> ", " + Counted.of(count, "record")).orElse(""),
                seen.took().toMillis() / 1000.0,
                limits(seen.headers()));
    if (seen.failure().isEmpty()) {
      findings.note(what);
    } else if (seen.mayPass()) {
      findings.outage(what + ": " + seen.failure().get());
    } else {
      findings.fault(what + ": " + seen.failure().get());
    }
  }

  private static String limits(Map<String, String> headers) {
    Map<String, String> named = new TreeMap<>(headers);
    named.keySet().removeIf(name -> !name.matches(LIMITS));
    return named.entrySet().stream()
        .map(each -> ", " + each.getKey() + ": " + each.getValue())
        .collect(Collectors.joining());
  }
}
