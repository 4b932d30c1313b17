package dev.caravan.crash;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Stops a child process right after a node, so that its parent kills it there: in the system
 * property {@code crash.after}, {@code stage-rows:3} means after the third time that the node whose
 * id ends with stage-rows was passed. Made known to an unchanged Caravan by {@code -D
 * camel.beans.crashPoint=#class:...}.
 */
public final class CrashPoint implements InterceptStrategy, CamelContextAware {
  static final String PROPERTY = "crash.after";
  static final String REACHED = "crash point reached";

  private final String node = System.getProperty(PROPERTY).split(":")[0];
  private final int time = Integer.parseInt(System.getProperty(PROPERTY).split(":")[1]);
  private final AtomicInteger passed = new AtomicInteger();
  private CamelContext context;

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  /** Camel looks for beans like this one before it makes those of {@code camel.beans}. */
  @Override
  public void setCamelContext(CamelContext context) {
    if (this.context == null) {
      this.context = context;
      context.getCamelContextExtension().addInterceptStrategy(this);
    }
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
    String id = definition.getId();
    return id == null || !id.endsWith(node) ? target : new After(target);
  }

  private final class After extends DelegateAsyncProcessor {
    After(Processor target) {
      super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      return super.process(
          exchange,
          doneSync -> {
            if (!exchange.isFailed() && passed.incrementAndGet() == time) {
              blockForever();
            }
            callback.done(doneSync);
          });
    }
  }

  private static void blockForever() {
    System.out.println(REACHED);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
