package dev.caravan.rules;

import static dev.caravan.rules.YamlFile.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.caravan.api.Api;
import dev.caravan.api.request.Call;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.junit.jupiter.api.Test;

/** Camel's rules and ours over every YAML file, and that each of ours finds what it is for. */
class YamlRulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOOPS = "caravan-(pull|pull-children|replay)[.]kamelet[.]yaml";

  private final CamelCatalog catalog = new DefaultCamelCatalog();

  @Test
  void everyFileKeepsTheSchemaOfTheYamlDsl() throws IOException {
    Schema schema = schema();
    assertThat(all().flatMap(file -> brokenSchema(schema, file))).isEmpty();
  }

  @Test
  void everyEndpointHasOnlyOptionsThatItsComponentKnows() {
    List<String> uris =
        all().flatMap(file -> file.entries().stream()).flatMap(YamlRulesTest::endpoint).toList();
    assertThat(uris).isNotEmpty().allSatisfy(this::assertValidEndpoint);
  }

  @Test
  void theEndpointOfEveryRequestHasOnlyOptionsThatHttpKnows() {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com/v2");
    Request.Origin origin = new Request.Origin("orders", "run", "first", new Traffic());
    URI url = URI.create("https://api.example.com/v2/orders");
    Call call = new Call("GET", url, Map.of(), Optional.empty());
    assertValidEndpoint(new Request(api, "shop", origin, call).endpoint());
  }

  @Test
  void everyRouteHasAnId() {
    assertThat(YamlFile.examples()).isNotEmpty();
    assertThat(all().flatMap(file -> YamlRules.routeIds(file).stream())).isEmpty();
  }

  @Test
  void routesInTheJarKeepClearOfTheHubsOwn() {
    assertThat(YamlFile.internal()).isNotEmpty();
    assertThat(YamlFile.internal().stream().flatMap(file -> YamlRules.ownRoutes(file).stream()))
        .isEmpty();
  }

  @Test
  void everyStepInTheJarHasAnId() {
    assertThat(inTheJar().flatMap(file -> YamlRules.stepIds(file).stream())).isEmpty();
  }

  /** Sources of records differ in how they fetch, and in nothing else. */
  @Test
  void everySourceOfRecordsHasTheSameLoop() {
    Map<String, String> loops = new TreeMap<>();
    YamlFile.kamelets().stream()
        .filter(kamelet -> kamelet.path().getFileName().toString().matches(LOOPS))
        .forEach(kamelet -> loops.put(kamelet.path().toString(), loop(kamelet)));
    assertThat(loops).hasSize(3);
    assertThat(Set.copyOf(loops.values())).hasSize(1);
  }

  private static String loop(YamlFile kamelet) {
    return String.valueOf(kamelet.at("spec", "template", "route"))
        .replaceAll("direct:caravan-fetch-(page|round|feed)", "direct:caravan-fetch-it");
  }

  @Test
  void noFileUsesASettingThatLosesDataOrHangs() {
    assertThat(all().flatMap(file -> YamlRules.traps(file).stream())).isEmpty();
  }

  @Test
  void everyParameterOfAKameletIsDescribedAndUsed() {
    assertThat(YamlFile.kamelets()).isNotEmpty();
    assertThat(YamlFile.kamelets().stream().flatMap(file -> YamlRules.kamelet(file).stream()))
        .isEmpty();
  }

  /**
   * What two kamelets have in common is one thing; only what they do with a path differs, and the
   * children of one parent are never the whole of a table, are read in no windows, and are written
   * in rounds anyway.
   */
  @Test
  void aParameterThatSeveralKameletsHaveIsDefinedOnce() {
    Map<Object, Object> pull = new HashMap<>(definition("caravan-pull"));
    pull.keySet().removeAll(Set.of("deleteMissing", "maxDeletes", "parallel", "commitEvery"));
    pull.keySet().removeAll(Set.of("slice", "sliceMax", "untilBoundary"));
    Map<?, ?> children = definition("caravan-pull-children");
    assertThat(children.keySet().stream().map(String::valueOf).toList())
        .containsAll(
            pull.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !name.startsWith("piece"))
                .toList());
    pull.forEach(
        (name, defined) -> {
          // A path has its parent's columns, and a round of parents holds nothing back.
          if (!String.valueOf(name).matches("path|piece.*")) {
            assertThat(children.get(name)).as("parameter %s", name).isEqualTo(defined);
          }
        });
  }

  private static Map<?, ?> definition(String kamelet) {
    return YamlFile.kamelets().stream()
        .filter(file -> file.path().endsWith(kamelet + ".kamelet.yaml"))
        .map(file -> map(file.at("spec", "definition", "properties")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSchemaFindsAMisspeltField() throws IOException {
    YamlFile file = route("- log: {id: say, mesage: hello}");
    assertThat(brokenSchema(schema(), file)).isNotEmpty();
  }

  @Test
  void theCatalogFindsAMisspeltOption() {
    String uri =
        endpoint(entry("from", "timer:tick", Map.of("perod", 1000))).findAny().orElseThrow();
    assertThat(catalog.validateEndpointProperties(uri, true).isSuccess()).isFalse();
  }

  @Test
  void eachRuleOverRoutesFindsWhatItIsFor() {
    YamlFile file =
        YamlFile.parse(
            "bad.camel.yaml",
            """
            - routeConfiguration:
                onException: [{onException: {exception: [java.lang.Exception]}}]
            - route:
                id: Bad_Name
                from:
                  uri: direct:start
                  steps:
                    - loop: {id: again, constant: 2, steps: [{to: "mock:a"}]}
                    - idempotentConsumer: {id: once, eager: true, constant: a}
                    - throttle: {id: slowly, constant: 1, mode: ConcurrentRequests}
                    - removeHeaders: {id: clear, pattern: "*"}
            """);
    assertThat(YamlRules.routeIds(file)).singleElement().asString().contains("Bad_Name");
    assertThat(YamlRules.ownRoutes(file))
        .satisfiesExactlyInAnyOrder(
            broken -> assertThat(broken).contains("route Bad_Name does not begin with caravan-"),
            broken -> assertThat(broken).contains("routeConfigurationId"),
            broken -> assertThat(broken).contains("step again does not begin with caravan-"),
            broken -> assertThat(broken).contains("step once does not begin with caravan-"),
            broken -> assertThat(broken).contains("step slowly does not begin with caravan-"),
            broken -> assertThat(broken).contains("step clear does not begin with caravan-"),
            broken -> assertThat(broken).contains("without the id"));
    assertThat(YamlRules.stepIds(file)).singleElement().asString().contains("mock:a");
    assertThat(YamlRules.traps(file))
        .satisfiesExactlyInAnyOrder(
            broken -> assertThat(broken).contains("copy: false"),
            broken -> assertThat(broken).contains("eager"),
            broken -> assertThat(broken).contains("ConcurrentRequests"),
            broken -> assertThat(broken).contains("removeHeaders"));
  }

  @Test
  void theRuleOverKameletsFindsWhatItIsFor() {
    YamlFile file =
        YamlFile.parse(
            "other.kamelet.yaml",
            """
            metadata: {name: bad}
            spec:
              definition:
                required: [mute]
                properties:
                  mute: {title: Mute, description: d, example: e}
                  idle: {title: Idle, description: d, type: string, example: e, default: x}
                  bare: {title: Bare, description: d, type: string, example: e}
                  timeout: {title: T, description: d, type: string, example: e, default: x}
              template:
                from:
                  uri: "timer:{{parentRouteId}}-{{timeout}}-{{mute}}-{{bare}}-{{?unknown}}-{{caravan.x:1}}"
            """);
    assertThat(YamlRules.kamelet(file))
        .satisfiesExactlyInAnyOrder(
            broken -> assertThat(broken).contains("unlike the file"),
            broken -> assertThat(broken).contains("mute has no type"),
            broken -> assertThat(broken).contains("idle is declared and not used"),
            broken -> assertThat(broken).contains("bare is neither"),
            broken -> assertThat(broken).contains("timeout is an option of Camel's own"),
            broken -> assertThat(broken).contains("{{unknown}}"));
  }

  private static Stream<String> brokenSchema(Schema schema, YamlFile file) {
    return schema.validate(JSON.<JsonNode>valueToTree(file.elements())).stream()
        .map(error -> file.path() + ": " + error);
  }

  private void assertValidEndpoint(String uri) {
    assertThat(catalog.validateEndpointProperties(uri, true))
        .satisfies(
            result -> assertThat(result.isSuccess()).as(result.summaryErrorMessage(true)).isTrue());
  }

  /** The URI of an entry that is an endpoint Camel's catalog can judge, parameters included. */
  private static Stream<String> endpoint(YamlFile.Entry entry) {
    if (!List.of("from", "to", "toD", "wireTap", "enrich", "pollEnrich").contains(entry.key())) {
      return Stream.empty();
    }
    String uri = String.valueOf(entry.field("uri").orElse(entry.value()));
    boolean unknowable = uri.startsWith("kamelet:") || uri.contains("${");
    return unknowable ? Stream.empty() : Stream.of(uri + query(entry));
  }

  private static String query(YamlFile.Entry entry) {
    Map<?, ?> parameters = map(entry.field("parameters").orElse(Map.of()));
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
        .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
  }

  private static YamlFile.Entry entry(String kind, String uri, Map<String, Object> parameters) {
    return new YamlFile.Entry(kind, new TreeMap<>(Map.of("uri", uri, "parameters", parameters)));
  }

  private static YamlFile route(String step) {
    return YamlFile.parse(
        "test.camel.yaml",
        "- route:\n    id: test\n    from:\n      uri: direct:start\n      steps:\n        "
            + step);
  }

  private static Stream<YamlFile> inTheJar() {
    return Stream.concat(YamlFile.internal().stream(), YamlFile.kamelets().stream());
  }

  private static Stream<YamlFile> all() {
    return Stream.concat(YamlFile.examples().stream(), inTheJar());
  }

  private static Schema schema() throws IOException {
    try (InputStream dsl = YamlRulesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
          .getSchema(JSON.readTree(dsl));
    }
  }
}
