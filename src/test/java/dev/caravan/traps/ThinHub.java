package dev.caravan.traps;

import dev.caravan.run.Schedule;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * A hub of its own in a process of its own: a plain context with a dead letter channel, an
 * interceptor and a route, beside one route file that uses Caravan's kamelets. Arguments: URL of
 * the API, JDBC URL.
 */
public final class ThinHub {
  private static final String ROUTES =
      """
      - routeConfiguration:
          intercept:
            - intercept:
                steps:
                  - setVariable: {name: hub-was-here, constant: "true"}
      - route:
          id: hub-dead
          from:
            uri: direct:hub-dead
            steps:
              - throwException: {exceptionType: java.lang.IllegalStateException, message: "dead"}
      - route:
          id: hub-dead-letters
          from:
            uri: direct:hub-dead-letters
            steps:
              - setBody: {constant: "kept by the hub"}
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}"}
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: "/items?limit=10", records: $.data, pagination: cursor}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id, version: updated_at}
      """;

  private ThinHub() {}

  public static void main(String[] args) throws Exception {
    try (DefaultCamelContext hub = new DefaultCamelContext()) {
      Properties properties = new Properties();
      properties.setProperty("shop.url", args[0]);
      properties.setProperty("caravan.datasource.url", args[1]);
      properties.setProperty("caravan.once", "true");
      hub.getPropertiesComponent().setOverrideProperties(properties);
      hub.getCamelContextExtension()
          .setErrorHandlerFactory(new DeadLetterChannelBuilder("direct:hub-dead-letters"));
      PluginHelper.getRoutesLoader(hub)
          .loadRoutes(ResourceHelper.fromString("hub.camel.yaml", ROUTES));
      hub.start();
      Schedule schedule = hub.getRegistry().lookupByNameAndType("caravanSchedule", Schedule.class);
      System.out.println("items: " + schedule.await("items", Duration.ofSeconds(30)));
      System.out.println(
          "hub: " + hub.createProducerTemplate().requestBody("direct:hub-dead", "", String.class));
      System.out.println(
          "stream from: " + Schedule.class.getProtectionDomain().getCodeSource().getLocation());
    }
  }
}
