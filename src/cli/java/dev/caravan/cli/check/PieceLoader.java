package dev.caravan.cli.check;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;

/**
 * Loads pieces of files, each by a loader of its own: one loader takes each file once, and a piece
 * has the name of its file.
 */
final class PieceLoader {
  private final CamelContext context;

  PieceLoader(CamelContext context) {
    this.context = context;
  }

  /** Adds to the context what a piece declares. */
  void load(Piece piece) throws Exception {
    RoutesBuilder builder = read(piece.resource());
    if (builder instanceof RouteConfigurationsBuilder configurations) {
      context.addRoutesConfigurations(configurations);
    }
    context.addRoutes(builder);
  }

  /** The routes of a piece, which are added to nothing. */
  List<RouteDefinition> routes(Piece piece) throws Exception {
    return read(piece.resource()) instanceof RouteBuilder builder
        ? builder.configureRoutes(context).getRoutes()
        : List.of();
  }

  private RoutesBuilder read(Resource resource) throws Exception {
    try (YamlRoutesBuilderLoader loader = new YamlRoutesBuilderLoader()) {
      loader.setCamelContext(context);
      loader.start();
      loader.preParseRoute(resource);
      return loader.loadRoutesBuilder(resource);
    }
  }
}
