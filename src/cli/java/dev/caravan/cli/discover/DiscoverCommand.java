package dev.caravan.cli.discover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.api.Api;
import dev.caravan.api.http.Origins;
import dev.caravan.api.limits.Quota;
import dev.caravan.api.limits.SteadyClock;
import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.openapi.OpenApiDocument;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Counted;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
      arity = "0..1",
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
      names = "--openapi",
      paramLabel = "FILE|URL",
      description =
          "An OpenAPI 3 document: one stream for each of its lists, and for lists of one record"
              + " those of its parents. URL is then where the API is, when the document does not"
              + " say it.")
  private Optional<String> openapi = Optional.empty();

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
    PrintWriter err = spec.commandLine().getErr();
    Credentials credentials = new Credentials(environment);
    headers.forEach(credentials::header);
    Optional<OpenApiDocument> document = openapi.map(this::document);
    document.flatMap(OpenApiDocument::security).ifPresent(credentials::scheme);
    URI at = credentials.url(address(document));
    String name = name(at);
    output.ifPresent(DiscoverCommand::makeFolder);
    Api api = credentials.hiding(URI.create(Origins.of(at)));
    try (Asking asking = new Asking(credentials, api, turn(), err)) {
      List<String> notes = new ArrayList<>(credentials.notes());
      List<RouteText.Part> parts =
          document.isPresent()
              ? new OpenApiDiscovery(asking, document.get(), at, notes).run()
              : List.of(
                  new RouteText.Part(
                      name, new Discovery(asking, target(at), Optional.empty()).run()));
      Findings first = parts.get(0).inquiry().findings();
      quota.ifPresent(limit -> first.api("quota", limit, ""));
      quota.ifPresent(
          limit -> parts.forEach(part -> LimitHeaders.settle(part.inquiry().findings())));
      String yaml =
          new RouteText(api::hideSecrets)
              .of(name, parts, asking.sent(), credentials.properties(), notes);
      write(yaml);
      return summary(err, asking.sent(), parts, yaml.contains(" QUESTION"));
    } catch (NothingFoundException | IOException e) {
      err.println("caravan: " + api.hideSecrets(String.valueOf(e.getMessage())));
      return OPEN;
    }
  }

  private AskingTurn turn() {
    return new AskingTurn(
        quota.map(Quota::parse), new SteadyClock(), time -> Thread.sleep(time.toMillis()));
  }

  private static int summary(
      PrintWriter err, int requests, List<RouteText.Part> parts, boolean asks) {
    int open = parts.stream().mapToInt(part -> part.inquiry().findings().gaps().size()).sum();
    String settled =
        asks ? "what could not be settled stands in the file as a QUESTION" : "no question is open";
    err.println(
        open == 0
            ? "%s; %s.".formatted(Counted.of(requests, "request"), settled)
            : "%s; without an answer to %s in the file it may not load everything."
                .formatted(
                    Counted.of(requests, "request"),
                    open == 1 ? "a QUESTION" : open + " QUESTIONs"));
    return open == 0 ? 0 : OPEN;
  }

  /** Where to ask: what the user says, else the server that the document names. */
  private String address(Optional<OpenApiDocument> document) {
    if (url != null) {
      return url;
    }
    if (document.isEmpty()) {
      throw new ConfigurationException(
          "URL is missing; it is the list, such as https://api.example.com/v1/orders");
    }
    String server =
        document
            .get()
            .server()
            .orElseThrow(
                () ->
                    new ConfigurationException("the document names no server; give its URL, too"));
    return openapi.get().matches("https?://.*")
        ? URI.create(openapi.get()).resolve(server).toString()
        : server;
  }

  private OpenApiDocument document(String place) {
    try {
      if (!place.matches("https?://.*")) {
        return OpenApiDocument.parse(Files.readAllBytes(Path.of(place)));
      }
      spec.commandLine().getErr().println("Reads " + place.replaceFirst("\\?.*", ""));
      try (InputStream stream = URI.create(place).toURL().openStream()) {
        return OpenApiDocument.parse(stream.readAllBytes());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw e instanceof ConfigurationException known
          ? known
          : new ConfigurationException(
              "--openapi " + place + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Target target(URI list) {
    Optional<JsonNode> json = body.map(DiscoverCommand::parsed);
    return new Target(json.isPresent() ? "POST" : "GET", list, Map.of(), json);
  }

  /** A body is written into the file as it is. */
  private static void requireNoSecret(JsonNode json) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getValue().isValueNode() && Credentials.isKey(field.getKey())) {
        throw new ConfigurationException(
            "--body has '"
                + field.getKey()
                + "', and is written into the file; give a credential by -H or in the URL");
      }
      requireNoSecret(field.getValue());
    }
  }

  private static JsonNode parsed(String text) {
    try {
      JsonNode json =
          JsonMapper.builder()
              .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
              .build()
              .readTree(text);
      if (json.isObject()) {
        requireNoSecret(json);
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

  /** Before anything is asked: an API is not asked in vain, and a new project has no routes yet. */
  private static void makeFolder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ConfigurationException("the folder " + folder + " cannot be made: " + e, e);
    }
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
