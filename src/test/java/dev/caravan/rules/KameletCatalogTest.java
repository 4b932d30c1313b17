package dev.caravan.rules;

import static dev.caravan.rules.YamlFile.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That the kamelets are what Camel K's cluster takes and what Camel's own tools list and edit. */
class KameletCatalogTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMES = "camel.apache.org/";
  private static final String ICON = "data:image/svg+xml;base64,";

  /** As the catalogue writes them, which its tools download by. */
  private static final String DEPENDENCY = "camel:[a-z0-9-]+|mvn:[^:]+:[^:]+:[^:]+";

  @Test
  void everyKameletKeepsTheSchemaOfTheClustersResource() throws IOException {
    Schema schema = schema();
    assertThat(YamlFile.kamelets())
        .isNotEmpty()
        .allSatisfy(
            kamelet ->
                assertThat(schema.validate(JSON.<JsonNode>valueToTree(kamelet.root()))).isEmpty());
  }

  @Test
  void theSchemaRefusesAFieldOfOurOwn() throws IOException {
    YamlFile own =
        YamlFile.parse(
            "own.kamelet.yaml",
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: {name: own, annotations: {}, labels: {}}
            spec:
              definition: {properties: {api: {type: string, x-own: bean}}}
              template: {}
            """);
    assertThat(schema().validate(JSON.<JsonNode>valueToTree(own.root())))
        .singleElement()
        .asString()
        .contains("x-own");
  }

  @Test
  void everyKameletHasWhatCamelsToolsShow() {
    String version = version();
    assertThat(YamlFile.kamelets())
        .allSatisfy(
            kamelet -> {
              Map<?, ?> annotations = map(kamelet.at("metadata", "annotations"));
              assertThat(annotations.get(NAMES + "kamelet.support.level"))
                  .isIn("Stable", "Preview", "Unstable");
              assertThat(annotations.get(NAMES + "catalog.version")).isEqualTo(version);
              assertThat(annotations.get(NAMES + "provider")).isEqualTo("Caravan");
              assertThat(annotations.get(NAMES + "kamelet.group")).isEqualTo("Caravan");
              assertThat(annotations.get(NAMES + "kamelet.namespace")).isEqualTo("Caravan");
              assertThat(icon(annotations)).startsWith("<svg").endsWith("</svg>");
              assertThat(map(kamelet.at("metadata", "labels")).get(NAMES + "kamelet.type"))
                  .isIn("source", "sink");
              assertThat(dependencies(kamelet))
                  .contains("mvn:dev.caravan:caravan:" + version)
                  .allMatch(dependency -> dependency.matches(DEPENDENCY));
            });
  }

  @Test
  void everyBeanThatAParameterNamesIsOfAClassThatExists() {
    assertThat(YamlFile.kamelets())
        .flatExtracting(kamelet -> map(kamelet.at("spec", "definition", "properties")).values())
        .extracting(parameter -> String.valueOf(map(parameter).get("format")))
        .filteredOn(format -> !format.equals("null"))
        .isNotEmpty()
        .allSatisfy(
            format ->
                assertThatCode(() -> Class.forName(format.replaceFirst("^bean:", "")))
                    .doesNotThrowAnyException());
  }

  private static List<String> dependencies(YamlFile kamelet) {
    return ((List<?>) kamelet.at("spec", "dependencies")).stream().map(String::valueOf).toList();
  }

  private static String icon(Map<?, ?> annotations) {
    String icon = String.valueOf(annotations.get(NAMES + "kamelet.icon"));
    assertThat(icon).startsWith(ICON);
    return new String(Base64.getDecoder().decode(icon.substring(ICON.length())));
  }

  private static String version() {
    try {
      Matcher version =
          Pattern.compile("<artifactId>caravan</artifactId>\\s*<version>([^<]+)</version>")
              .matcher(Files.readString(Path.of("pom.xml")));
      assertThat(version.find()).isTrue();
      return version.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema schema() throws IOException {
    try (InputStream crd = KameletCatalogTest.class.getResourceAsStream("/kamelet-crd.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
          .getSchema(JSON.readTree(crd));
    }
  }
}
