package dev.caravan.cli.check;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.UserFiles;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.RouteCheck;
import dev.caravan.state.database.Database;
import dev.caravan.state.database.DatabaseUnavailableException;
import dev.caravan.webhook.Receivers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;

/** What a process finds around it: ports, the database, Kafka. Nothing listens or is written. */
final class Surroundings {
  private final Engine engine;
  private final CheckFindings findings;

  Surroundings(Engine engine, CheckFindings findings) {
    this.engine = engine;
    this.findings = findings;
  }

  /** Whether the ports are free that {@code run} would listen at. */
  void lookAtPorts(UserFiles files) {
    lookAtPort("camel.management");
    if (files.receiveWebhooks()) {
      lookAtPort("camel.server");
    }
  }

  private void lookAtPort(String server) {
    String host = context().resolvePropertyPlaceholders("{{" + server + ".host}}");
    String port = context().resolvePropertyPlaceholders("{{" + server + ".port}}");
    // Has the port and never listens at it; as the server, it passes over connections that end.
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, Integer.parseInt(port)));
    } catch (NumberFormatException e) {
      findings.fault(server + ".port '" + port + "' is no port");
    } catch (IOException | IllegalArgumentException e) {
      findings.fault(
          "%s.port: nothing can listen at %s:%s: %s; stop what does, or choose another by -D %s.port=…"
              .formatted(server, host, port, e.getMessage(), server));
    }
  }

  /** Whether the database answers and takes what Caravan writes. */
  void lookAtDatabase() {
    Database database = engine.bean("caravanDatabase", Database.class);
    try {
      database
          .obstacle()
          .ifPresent(why -> findings.fault("database " + database.name() + ": " + why));
    } catch (DatabaseUnavailableException e) {
      findings.outage(e.getMessage());
    } catch (ConfigurationException e) {
      findings.fault(e.getMessage());
    }
  }

  /** Whether Kafka answers, takes what is sent, and has what is read. */
  void lookAtKafka() {
    Receivers receivers = engine.bean("caravanWebhooks", Receivers.class);
    receivers.declared().forEach(each -> each.askBroker(findings::fault, findings::outage));
    new RouteCheck(context(), findings::fault)
        .topics(((ModelCamelContext) context()).getRouteDefinitions())
        .forEach((brokers, names) -> new Topics(engine.kafkaClient(brokers), findings).look(names));
  }

  private CamelContext context() {
    return engine.context();
  }
}
