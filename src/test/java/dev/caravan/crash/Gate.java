package dev.caravan.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Holds a child process that is up before its first run, so before it opens the database, until its
 * parent writes to it. So the next process starts while this one works. Made known to an unchanged
 * Caravan by {@code -D camel.beans.gate=#class:...}.
 */
public final class Gate implements InterceptStrategy, CamelContextAware {
  static final String REACHED = "held before the first run";

  private final CountDownLatch open = new CountDownLatch(1);
  private final CountDownLatch first = new CountDownLatch(1);
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
      Thread opener = new Thread(this::awaitParent, "gate");
      opener.setDaemon(true);
      opener.start();
    }
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
    String id = definition.getId();
    return id == null || !id.endsWith("name-input") ? target : new Before(target);
  }

  private final class Before extends DelegateAsyncProcessor {
    Before(Processor target) {
      super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      first.countDown();
      await(open);
      return super.process(exchange, callback);
    }
  }

  private void awaitParent() {
    await(first);
    System.out.println(REACHED);
    try {
      if (System.in.read() >= 0) {
        open.countDown();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
