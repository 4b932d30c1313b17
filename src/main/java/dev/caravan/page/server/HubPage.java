package dev.caravan.page.server;

import dev.caravan.config.ConfigurationException;
import dev.caravan.page.OperatorPage;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Has the Vert.x server of a hub serve the page, as soon as the context has started. */
public final class HubPage implements ExtendedStartupListener {
  private final OperatorPage page;

  public HubPage(OperatorPage page) {
    this.page = page;
  }

  /** Called once by the route file that declares it. */
  public void init() throws Exception {
    page.getCamelContext().addStartupListener(this);
  }

  @Override
  public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
    // Its servers may not have begun yet.
  }

  @Override
  public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
    Set<VertxPlatformHttpRouter> servers =
        context.getRegistry().findByType(VertxPlatformHttpRouter.class);
    List<VertxPlatformHttpRouter> those =
        servers.size() == 1
            ? List.copyOf(servers)
            : servers.stream().filter(VertxPlatformHttpRouter::isManagementServer).toList();
    if (those.size() != 1) {
      throw new ConfigurationException(
          "the page needs one Vert.x server of Camel's, or a management server among several; this"
              + " context has "
              + servers.size());
    }
    PageServer.mount(page, those.get(0));
  }
}
