package dev.caravan.upsert.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.resource.InputStreamSource;
import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A JSON Schema that every record must keep, in the shape in which it is written. It is read once,
 * with all that it refers to, which may be files and resources and is never asked of a server. For
 * any number of threads.
 *
 * @see <a href="https://json-schema.org/specification">JSON Schema</a>
 */
final class JsonContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "file:";
  private static final String CLASSPATH = "classpath:";
  private static final int SHOWN = 5;

  private final Schema schema;

  private JsonContract(Schema schema) {
    this.schema = schema;
  }

  /**
   * Reads it.
   *
   * @param place {@code file:path} or {@code classpath:path}
   * @throws IllegalArgumentException when it is not there, or no schema
   */
  static JsonContract read(String place) {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .preloadSchema(true)
                            .build())
                    .schemaLoader(
                        loader -> loader.resourceLoaders(all -> all.add(JsonContract::resource))));
    try {
      Schema schema = registry.getSchema(SchemaLocation.of(absolute(place)));
      requireSchema(schema.getSchemaNode(), registry);
      schema.initializeValidators();
      return new JsonContract(schema);
    } catch (SchemaException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "jsonSchema '%s' cannot be read: %s; it is file:path or classpath:path, and so is what it refers to"
              .formatted(place, e.getMessage()),
          e);
    }
  }

  /** By itself a keyword whose value makes no sense is passed over, and so is what is no schema. */
  private static void requireSchema(JsonNode node, SchemaRegistry registry) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("it is no object");
    }
    String draft = node.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
    registry.getSchema(SchemaLocation.of(draft)).validate(node).stream()
        .findFirst()
        .ifPresent(
            error -> {
              throw new IllegalArgumentException(
                  error.getInstanceLocation() + ": " + error.getMessage());
            });
  }

  private static String absolute(String place) {
    if (place.startsWith(FILE)) {
      String path = place.substring(FILE.length());
      return path.startsWith("//") ? place : Path.of(path).toUri().toString();
    }
    if (place.startsWith(CLASSPATH)) {
      return place;
    }
    throw new IllegalArgumentException("it begins with neither file: nor classpath:");
  }

  private static InputStreamSource resource(AbsoluteIri iri) {
    String place = iri.toString();
    if (place.startsWith(FILE)) {
      return () -> Files.newInputStream(Path.of(URI.create(place)));
    }
    if (place.startsWith(CLASSPATH)) {
      return () -> onClassPath(place.substring(CLASSPATH.length()).replaceFirst("^/+", ""));
    }
    return null;
  }

  private static InputStream onClassPath(String path) throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    InputStream found =
        (loader == null ? JsonContract.class.getClassLoader() : loader).getResourceAsStream(path);
    if (found == null) {
      throw new FileNotFoundException("there is no " + path + " on the class path");
    }
    return found;
  }

  /** Why a record does not keep it; empty when it does. */
  Optional<Reject> broken(Object record) {
    JsonNode json = JSON.valueToTree(record);
    List<Error> errors = schema.validate(json);
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    String kind = errors.get(0).getKeyword();
    String detail =
        errors.stream()
            .limit(SHOWN)
            .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
            .collect(Collectors.joining("; "));
    String rule =
        errors.stream()
            .limit(SHOWN)
            .map(error -> "rule " + error.getSchemaLocation().getFragment())
            .distinct()
            .collect(Collectors.joining(", "));
    return Optional.of(
        new Reject(Reason.JSON_SCHEMA, Optional.ofNullable(kind), detail, rule, record));
  }
}
