package dev.caravan.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.annotations.Component;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProducerSettingsTest {
  private final CountDownLatch starting = new CountDownLatch(1);
  private final CountDownLatch secondIsDone = new CountDownLatch(1);

  /** A component that takes its time to start, unless somebody got ahead of it. */
  @Component("kafka")
  private final class Slow extends KafkaComponent {
    @Override
    protected void doInit() throws Exception {
      starting.countDown();
      secondIsDone.await(300, TimeUnit.MILLISECONDS);
      super.doInit();
    }
  }

  @Test
  @Timeout(30)
  void aStreamThatAsksForTheComponentWhileAnotherStartsItWaits() throws Exception {
    ProducerSettings settings =
        new ProducerSettings("127.0.0.1:1", "test", Duration.ofSeconds(1), 1000);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      ComponentResolver resolver = (name, in) -> name.equals("kafka") ? new Slow() : null;
      context.getCamelContextExtension().addContextPlugin(ComponentResolver.class, resolver);
      context.start();
      Future<?> first = threads.submit(() -> settings.producer(context, "one", 1000).close());
      starting.await();
      Future<?> second =
          threads.submit(
              () -> {
                try {
                  settings.producer(context, "two", 1000).close();
                } finally {
                  secondIsDone.countDown();
                }
              });
      for (Future<?> each : List.of(first, second)) {
        assertThat(each).succeedsWithin(Duration.ofSeconds(20));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
