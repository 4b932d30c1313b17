package dev.caravan.worker;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Has the consumers of workers made as Camel's kafka component makes them, and watches them. Never
 * in the registry: the component takes the only factory that is there for its own. Safe for any
 * thread.
 */
public final class WatchedConsumers implements KafkaClientFactory, CamelContextAware {
  /** Among the settings of a client: whose consumer it is. */
  private static final String WORKER = "caravan.worker";

  private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
  private CamelContext context;

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  @Override
  public Producer<?, ?> getProducer(Properties settings) {
    return component().getProducer(settings);
  }

  @Override
  public Consumer<?, ?> getConsumer(Properties settings) {
    Properties own = new Properties();
    own.putAll(settings);
    String worker = (String) own.remove(WORKER);
    Consumer<?, ?> consumer = component().getConsumer(own);
    WorkersHealth health =
        context.getRegistry().lookupByNameAndType("caravanWorkersHealth", WorkersHealth.class);
    return (Consumer<?, ?>)
        Proxy.newProxyInstance(
            WatchedConsumers.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new WatchedConsumer(
                consumer,
                own,
                worker,
                health,
                failures.computeIfAbsent(worker, name -> new AtomicInteger())));
  }

  @Override
  public String getBrokers(KafkaConfiguration configuration) {
    return component().getBrokers(configuration);
  }

  private KafkaClientFactory component() {
    KafkaComponent component = context.getComponent("kafka", KafkaComponent.class);
    ServiceHelper.startService(component);
    return component.getKafkaClientFactory();
  }
}
