package dev.caravan.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.config.SecretKeeper;
import dev.caravan.page.call.PageCall;
import dev.caravan.page.call.PageRefusal;
import dev.caravan.page.call.PageReply;
import dev.caravan.page.call.PageToken;
import dev.caravan.page.call.SameOrigin;
import dev.caravan.state.Causes;
import dev.caravan.state.database.Database;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's page and its API, for whatever server there is. What changes anything needs the
 * token and comes from the page's own origin. Safe for any thread; a call may take as long as the
 * database or Kafka does.
 */
public final class OperatorPage implements CamelContextAware, SecretKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorPage.class);

  /**
   * Nothing from elsewhere, nothing inline, in no frame. The script makes no markup of text, and
   * browsers that know trusted types would not let it.
   */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
              + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'; trusted-types 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private PageToken token = new PageToken("");
  private boolean enabled = true;
  private CamelContext context;

  /** Behind a word, since Camel would look up at once what begins with #. */
  public void setToken(String text) {
    token = new PageToken(text.replaceFirst("^token ?", ""));
  }

  /** Whether a server has it at all. */
  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  public boolean isEnabled() {
    return enabled;
  }

  @Override
  public void setCamelContext(CamelContext newContext) {
    context = newContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public String hideSecrets(String text) {
    return token.hideSecrets(text);
  }

  /** Headers of every reply. */
  public Map<String, String> headers() {
    return HEADERS;
  }

  /** Replies to a request. */
  public PageReply answer(PageCall call) {
    try {
      SameOrigin.require(call);
      if (call.path().startsWith("/api/")) {
        return new PageApi(context, database(), token).answer(call);
      }
      if (!call.isRead()) {
        throw new PageRefusal(405, "the page takes GET only");
      }
      return PageFiles.of(call.path());
    } catch (PageRefusal e) {
      return refusal(e.status(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("page {}: {}", call.path(), Causes.of(e));
      boolean open = token.isIn(call);
      return refusal(500, open ? Causes.of(e) : "this failed; the log says why");
    }
  }

  /** Numbers that differ when anything that the page shows has changed. */
  public String state() {
    return new PageApi(context, database(), token).state();
  }

  /** Looked up late: in a hub Caravan's own beans come after the files that the hub loads. */
  private Database database() {
    return context.getRegistry().lookupByNameAndType("caravanDatabase", Database.class);
  }

  private static PageReply refusal(int status, String why) {
    return PageReply.json(status, JsonNodeFactory.instance.objectNode().put("error", why));
  }
}
