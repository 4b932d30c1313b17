package com.example.hub;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Where webhooks arrive: a server of Vert.x beside Boot's own, on a port of its own. */
@Component
@Profile("events")
class WebhookServer implements CamelContextConfiguration {
  private final int port;

  WebhookServer(@Value("${hub.webhooks.port}") int port) {
    this.port = port;
  }

  @Override
  public void beforeApplicationStart(CamelContext camel) {
    VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
    server.setBindPort(port);
    try {
      camel.addService(new VertxPlatformHttpServer(server));
    } catch (Exception e) {
      throw new IllegalStateException("no server for webhooks at port " + port, e);
    }
  }

  @Override
  public void afterApplicationStart(CamelContext camel) {
    // It runs.
  }
}
