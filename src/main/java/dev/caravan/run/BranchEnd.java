package dev.caravan.run;

import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** The steps of a branch, and what is done after them, however they end. */
final class BranchEnd extends DelegateAsyncProcessor {
  private final Consumer<Exchange> end;

  BranchEnd(Processor steps, Consumer<Exchange> end) {
    super(steps);
    this.end = end;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    return super.process(
        exchange,
        doneSync -> {
          end.accept(exchange);
          callback.done(doneSync);
        });
  }
}
