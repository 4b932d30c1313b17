package dev.caravan.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.config.ConfigurationException;
import dev.caravan.pull.Streams;
import dev.caravan.testing.TestContext;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** What a hub may do beside Caravan's routes. */
class HubTest {
  private static final Map<String, String> QUIET =
      Map.of("caravan.streams", "none", "caravan.datasource.url", "jdbc:sqlite::memory:");
  private static final String API =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "http://127.0.0.1:9"}
      """;

  @Test
  void aHubMayUseTheIdsOfStepsInTheJarForItsOwnSteps() throws Exception {
    try (TestContext hub =
        new TestContext()
            .routes(
                """
                - route:
                    id: hub
                    from:
                      uri: direct:hub
                      steps:
                        - setBody: {id: prepare-request, constant: a}
                        - setBody: {id: send-request, constant: a}
                        - setBody: {id: throttle-rate, constant: a}
                        - setBody: {id: within-quota, constant: a}
                        - setBody: {id: send-http, constant: a}
                        - setBody: {id: read-page, constant: a}
                """)) {
      hub.start();
      assertThat(hub.context().getRouteController().getRouteStatus("hub"))
          .isEqualTo(ServiceStatus.Started);
    }
  }

  @Test
  void aHubLearnsAtTheStartOfAParameterThatDoesNotExist() {
    try (TestContext hub = new TestContext().routes(API).routes(route("evry: 1h"))) {
      assertThatThrownBy(hub::start).hasMessageContaining("evry").hasMessageContaining("every?");
    }
  }

  @Test
  void aHubLearnsOfItWhenItAddsARouteLater() throws Exception {
    try (TestContext hub = new TestContext().with(QUIET).routes(API)) {
      hub.start();
      Resource later = ResourceHelper.fromString("later.camel.yaml", route("evry: 1h"));
      assertThatThrownBy(() -> PluginHelper.getRoutesLoader(hub.context()).loadRoutes(later))
          .hasMessage(
              "later.camel.yaml, route orders: caravan-pull, parameter evry: does not exist;"
                  + " did you mean every?");
    }
  }

  @Test
  void aHubStartsWhenAllParametersExist() throws Exception {
    try (TestContext hub =
        new TestContext().with(QUIET).routes(route("every: 1h")).routes(API).start()) {
      assertThat(hub.context().getRouteController().getRouteStatus("orders"))
          .isEqualTo(ServiceStatus.Started);
    }
  }

  @Test
  void aHubNeedsNothingBesideItsRoutes() throws Exception {
    try (DefaultCamelContext hub = new DefaultCamelContext()) {
      load(hub, "hub", API + route("every: 1h"));
      hub.start();
      assertThat(hub.getRoute("caravan-fetch")).isNotNull();
      assertThat(hub.getRouteController().getRouteStatus("orders"))
          .isEqualTo(ServiceStatus.Started);
    }
  }

  @Test
  void aHubNeedsNothingBesideARouteThatItAddsLater() throws Exception {
    try (DefaultCamelContext hub = new DefaultCamelContext()) {
      hub.start();
      load(hub, "later", API + route("every: 1h"));
      assertThat(hub.getRouteController().getRouteStatus("orders"))
          .isEqualTo(ServiceStatus.Started);
      assertThat(hub.getRouteController().getRouteStatus("caravan-fetch"))
          .isEqualTo(ServiceStatus.Started);
    }
  }

  @Test
  void aBeanMayBeNamedAsVisualEditorsDoIt() throws Exception {
    for (String name : List.of("\"#shop\"", "\"#bean:shop\"")) {
      String route = route("every: 1h").replace("api: shop", "api: " + name);
      try (TestContext hub = new TestContext().with(QUIET).routes(API).routes(route).start()) {
        assertThat(hub.bean("caravanStreams", Streams.class).find("orders").orElseThrow().apiName())
            .isEqualTo("shop");
      }
    }
  }

  @Test
  void aHubWithoutKafkaPullsAndIsToldWhatToAddWhenItSends() throws Exception {
    String sends = route("every: 1h").replace("mock:orders", "kamelet:caravan-kafka?topic=a&key=b");
    try (TestContext hub = new TestContext().with(QUIET).routes(API).routes(sends)) {
      ((DefaultCamelContext) hub.context()).setClassResolver(new WithoutKafka(hub.context()));
      assertThatThrownBy(hub::start)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("route orders: caravan-kafka needs org.apache.camel:camel-kafka")
          .hasMessageContaining("add it to the dependencies of this application");
      assertThat(hub.context().getRegistry().lookupByName("caravanKafkaTransactions")).isNull();
    }
  }

  @Test
  void aHubWithoutAServerForWebhooksLearnsAtTheStartWhichOneTheyNeed() {
    String webhook =
        """
        - beans:
            - name: partner
              type: dev.caravan.webhook.Source
              properties: {preset: github, secrets: secret}
        - route:
            id: partner
            from:
              uri: kamelet:caravan-webhook
              parameters: {source: partner, brokers: "127.0.0.1:9"}
              steps: [{to: "mock:events"}]
        """;
    try (TestContext hub = new TestContext().with(QUIET).routes(webhook)) {
      assertThatThrownBy(hub::start)
          .hasStackTraceContaining(
              "source partner: caravan-webhook receives through Camel's Vert.x")
          .hasStackTraceContaining("VertxPlatformHttpServer");
    }
  }

  @Test
  void aHubThatOnlyPullsHasNoBeanOfWebhooksWorkersOrKafka() throws Exception {
    try (TestContext hub =
        new TestContext().with(QUIET).routes(API).routes(route("every: 1h")).start()) {
      assertThat(List.of("caravanKafkaTransactions", "caravanWebhooks", "caravanWorkersHealth"))
          .allSatisfy(name -> assertThat(hub.context().getRegistry().lookupByName(name)).isNull());
    }
  }

  @Test
  void aHubWithoutADatabaseLearnsAtTheStartWhatToSet() {
    try (TestContext hub =
        new TestContext()
            .with(Map.of("caravan.streams", "none"))
            .routes(route("every: 1h"))
            .routes(API)) {
      assertThatThrownBy(hub::start)
          .hasMessageContaining("Caravan has no database to load into")
          .hasMessageContaining("caravan.datasource.url");
    }
  }

  @Test
  void aHubThatUsesNoKameletOfCaravanGetsNoRouteOfIt() throws Exception {
    try (DefaultCamelContext hub = new DefaultCamelContext()) {
      load(
          hub,
          "hub",
          "- route: {id: hub, from: {uri: \"direct:hub\", steps: [{setBody: {constant: a}}]}}");
      hub.start();
      assertThat(hub.getRoutes()).hasSize(1);
      assertThat(hub.getRegistry().lookupByName("caravanDatabase")).isNull();
    }
  }

  private static void load(CamelContext hub, String name, String yaml) throws Exception {
    QUIET.forEach(hub.getPropertiesComponent()::addInitialProperty);
    PluginHelper.getRoutesLoader(hub)
        .loadRoutes(ResourceHelper.fromString(name + ".camel.yaml", yaml));
  }

  private static String route(String parameter) {
    return """
    - route:
        id: orders
        from:
          uri: kamelet:caravan-pull
          parameters: {api: shop, path: /orders, %s}
          steps:
            - to: {uri: "mock:orders"}
    """
        .formatted(parameter);
  }

  /** A class path on which there is no Kafka. */
  private static final class WithoutKafka extends DefaultClassResolver {
    WithoutKafka(CamelContext context) {
      super(context);
    }

    @Override
    public URL loadResourceAsURL(String uri) {
      return uri.contains("kafka/KafkaComponent") ? null : super.loadResourceAsURL(uri);
    }
  }
}
