package dev.caravan.cli.check;

import dev.caravan.cli.check.Piece.Kind;
import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.UserFiles;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.util.ObjectHelper;

/**
 * Finds what keeps a start from succeeding: everything, where the start itself ends at the first.
 * Each bean and each route is made by itself, in a context that has Caravan's own routes and starts
 * none.
 */
final class Diagnosis {
  private final CommonOptions options;
  private final Map<String, String> overrides;
  private final CheckFindings findings;

  Diagnosis(CommonOptions options, Map<String, String> overrides, CheckFindings findings) {
    this.options = options;
    this.overrides = overrides;
    this.findings = findings;
  }

  /**
   * Looks at all files.
   *
   * @param besides what to do with a context in which they are
   */
  void look(Consumer<Engine> besides) {
    List<Piece> pieces =
        UserFiles.of(options).routes().stream().flatMap(file -> pieces(file).stream()).toList();
    Set<String> refused = new HashSet<>();
    boolean again = true;
    while (again) {
      again = false;
      try (Engine engine = Engine.ofOwnRoutes(options, overrides, refused)) {
        engine.start();
        look(pieces, (ModelCamelContext) engine.context());
        besides.accept(engine);
      } catch (ConfigurationException e) {
        Optional<String> setting = refusedSetting(e);
        again = setting.filter(refused::add).isPresent();
        if (setting.filter(findings::tellsOf).isEmpty()) {
          findings.fault(setting.map(name -> name + ": ").orElse("") + e.getMessage());
        }
      }
    }
  }

  /** The setting of Camel's own that it does not take, as its user wrote it. */
  private Optional<String> refusedSetting(ConfigurationException failure) {
    PropertyBindingException refusal =
        ObjectHelper.getException(PropertyBindingException.class, failure);
    if (refusal == null || refusal.getOptionPrefix() == null) {
      return Optional.empty();
    }
    String name = plain(refusal.getOptionPrefix() + "." + refusal.getPropertyName());
    return Stream.of(options.overrides(), UserFiles.of(options).settings())
        .flatMap(settings -> settings.keySet().stream())
        .filter(setting -> plain(setting).equals(name))
        .findFirst();
  }

  /** Camel takes its names in several spellings. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[.-]", "");
  }

  private void look(List<Piece> pieces, ModelCamelContext context) {
    BeanDiagnosis beans = new BeanDiagnosis(context, findings);
    RouteDiagnosis routes = new RouteDiagnosis(context, beans, findings);
    each(pieces, Kind.BEAN, beans::look);
    each(pieces, Kind.OTHER, piece -> load(piece, context));
    each(pieces, Kind.ROUTE, routes::look);
    routes.lookTogether();
  }

  private static void each(List<Piece> pieces, Kind kind, Consumer<Piece> look) {
    pieces.stream().filter(piece -> piece.kind() == kind).forEach(look);
  }

  private void load(Piece piece, ModelCamelContext context) {
    try {
      new PieceLoader(context).load(piece);
    } catch (Exception e) {
      findings.fault(piece.describe(e));
    }
  }

  private static List<Piece> pieces(Path file) {
    try {
      return FilePieces.of(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
