package dev.caravan.testing;

import dev.caravan.sandbox.broker.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real Kafka broker whose users, each with a password, may do only what they were granted. */
public final class SecuredKafka implements AutoCloseable {
  private static final String ADMIN = "admin";
  private static final int USERS = 20;

  private final KafkaBroker broker;
  private final Admin admin;
  private int users;

  /**
   * What a user may do.
   *
   * @param name of a topic, a group, a transactional id or the cluster
   */
  public record Right(ResourceType type, String name, AclOperation operation) {}

  private SecuredKafka(KafkaBroker broker) {
    this.broker = broker;
    this.admin = Admin.create(client(ADMIN));
  }

  /** Starts one; its log is in the directory. */
  public static SecuredKafka start(Path directory) throws IOException {
    String users =
        Stream.concat(Stream.of(ADMIN), IntStream.range(0, USERS).mapToObj(i -> "user" + i))
            .map(user -> " user_%s=\"%s-pass\"".formatted(user, user))
            .collect(Collectors.joining());
    Map<String, String> settings =
        Map.of(
            "listener.security.protocol.map",
            "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name",
            "PLAINTEXT",
            "sasl.enabled.mechanisms",
            "PLAIN",
            "sasl.mechanism.inter.broker.protocol",
            "PLAIN",
            "listener.name.plaintext.plain.sasl.jaas.config",
            login(ADMIN).replace(";", users + ";"),
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users",
            "User:ANONYMOUS;User:" + ADMIN);
    return new SecuredKafka(KafkaBroker.start(directory, 0, settings));
  }

  public String brokers() {
    return broker.brokers();
  }

  /** The name of a new user, who may do nothing. */
  public String user() {
    return "user" + users++;
  }

  /** From now on the user may do these things, too. */
  public void grant(String user, Right... rights) {
    get(admin.createAcls(Stream.of(rights).map(right -> entry(user, right)).toList()).all());
  }

  private static AclBinding entry(String user, Right right) {
    return new AclBinding(
        new ResourcePattern(right.type(), right.name(), PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", right.operation(), AclPermissionType.ALLOW));
  }

  /** Makes topics of one partition. */
  public void topics(String... names) {
    get(
        admin
            .createTopics(Stream.of(names).map(name -> new NewTopic(name, 1, (short) 1)).toList())
            .all());
  }

  /** Sends a message, by somebody who may do everything. */
  public void send(String topic, Map<String, String> headers, String value) {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, value);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(client(ADMIN), new StringSerializer(), new StringSerializer())) {
      get(producer.send(record));
    }
  }

  private static void get(Future<?> answer) {
    try {
      answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How a user's client reaches it, in Kafka's own names. */
  public Properties client(String user) {
    Properties client = new Properties();
    client.put("bootstrap.servers", brokers());
    client.put("security.protocol", "SASL_PLAINTEXT");
    client.put("sasl.mechanism", "PLAIN");
    client.put("sasl.jaas.config", login(user));
    return client;
  }

  /** Has all Kafka endpoints of a context log in as a user. */
  public TestContext logIn(TestContext context, String user) {
    KafkaConfiguration configuration =
        context.context().getComponent("kafka", KafkaComponent.class).getConfiguration();
    configuration.setSecurityProtocol("SASL_PLAINTEXT");
    configuration.setSaslMechanism("PLAIN");
    configuration.setSaslJaasConfig(login(user));
    return context.with(Map.of("kafka.brokers", brokers()));
  }

  private static String login(String user) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%1$s-pass\";"
        .formatted(user);
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }
}
