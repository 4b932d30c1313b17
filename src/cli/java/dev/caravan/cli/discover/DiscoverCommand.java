package dev.caravan.cli.discover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.api.Api;
import dev.caravan.api.http.Origins;
import dev.caravan.api.limits.Quota;
import dev.caravan.api.request.Target;
import dev.caravan.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code discover}: from the URL of a list to the route file that loads it. */
@Command(
    name = "discover",
    description =
        "Asks an API at most 12 times how its list at a URL is paged, filtered and keyed, and"
            + " writes a route file that loads it.",
    mixinStandardHelpOptions = true)
public final class DiscoverCommand implements Callable<Integer> {
  private static final String ENDING = ".camel.yaml";
  private static final int OPEN = 1;

  @Parameters(
      paramLabel = "URL",
      description = "The list, such as https://api.example.com/v1/orders.")
  private String url;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "HEADER",
      description =
          "A header of each request, such as 'Authorization: Bearer {{env:TOKEN}}'; a secret that"
              + " is not a variable is sent but not written.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--body",
      paramLabel = "JSON",
      description = "Asks by POST with this body, for APIs that take their query so.")
  private Optional<String> body = Optional.empty();

  @Option(
      names = "--quota",
      paramLabel = "QUOTA",
      description = "Never more requests than this, such as 5/s or 100/h; it is written, too.")
  private Optional<String> quota = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "The file to write, such as routes/orders.camel.yaml; without it the text is shown.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--force", description = "Writes the file even if there is one.")
  private boolean force;

  @Spec private CommandSpec spec;

  private final UnaryOperator<String> environment;

  /** Takes variables from the environment of the process. */
  public DiscoverCommand() {
    this(System::getenv);
  }

  /** Takes variables from somewhere else. */
  DiscoverCommand(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    Credentials credentials = new Credentials(environment);
    headers.forEach(credentials::header);
    URI list = credentials.url(url);
    String stream = name(list);
    PrintWriter err = spec.commandLine().getErr();
    Api api = credentials.hiding(URI.create(Origins.of(list)));
    Asking asking =
        new Asking(
            credentials,
            api,
            quota.map(Quota::parse),
            Clock.systemUTC(),
            time -> Thread.sleep(time.toMillis()),
            err);
    try {
      Inquiry found = new Discovery(asking, target(list)).run();
      quota.ifPresent(limit -> found.findings().api("quota", limit, ""));
      write(
          new RouteText(api::hideSecrets)
              .of(stream, found, credentials.properties(), credentials.notes()));
      int open = found.findings().gaps().size();
      err.println(
          open == 0
              ? "%d requests; what could not be settled stands in the file as a QUESTION."
                  .formatted(asking.sent())
              : "%d requests; without an answer to %s in the file it may not load everything."
                  .formatted(asking.sent(), open == 1 ? "a QUESTION" : open + " QUESTIONs"));
      return open == 0 ? 0 : OPEN;
    } catch (NothingFoundException | IOException e) {
      err.println("caravan: " + api.hideSecrets(String.valueOf(e.getMessage())));
      return OPEN;
    }
  }

  private Target target(URI list) {
    Optional<JsonNode> json = body.map(DiscoverCommand::parsed);
    return new Target(json.isPresent() ? "POST" : "GET", list, Map.of(), json);
  }

  private static JsonNode parsed(String text) {
    try {
      JsonNode json =
          JsonMapper.builder()
              .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
              .build()
              .readTree(text);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Said below, without the text, which may have a secret in it.
    }
    throw new ConfigurationException("--body takes a JSON object, such as {}");
  }

  /** The stream's name: that of the file, else the last part of the path. */
  private String name(URI list) {
    String text =
        output
            .map(file -> file.getFileName().toString())
            .orElseGet(() -> list.getPath().replaceFirst("/+$", "").replaceFirst(".*/", ""));
    String name =
        text.replaceFirst("\\.camel\\.ya?ml$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    if (output.isPresent() && !output.get().toString().endsWith(ENDING)) {
      throw new ConfigurationException("-o takes a file of the form NAME" + ENDING);
    }
    if (output.filter(Files::exists).isPresent() && !force) {
      throw new ConfigurationException(output.get() + " exists; --force writes it anew");
    }
    return name.isEmpty() ? "records" : name;
  }

  private void write(String yaml) throws IOException {
    if (output.isEmpty()) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(yaml);
      out.flush();
      return;
    }
    if (force) {
      Files.writeString(output.get(), yaml);
    } else {
      Files.writeString(
          output.get(), yaml, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
  }
}
