package dev.caravan.webhook;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What a receiver asks its broker, to know without an event whether one would be taken. */
final class BrokerQuestions {
  private final Admin admin;
  private final BrokerSettings settings;
  private final Optional<String> topic;

  BrokerQuestions(Admin admin, BrokerSettings settings, Optional<String> topic) {
    this.admin = admin;
    this.settings = settings;
    this.topic = topic;
  }

  /**
   * Why nobody would take an event now, of a broker that took some; asks for nothing that a
   * receiver may not have the right to.
   */
  Optional<String> withoutLeader() throws InterruptedException, ExecutionException {
    admin.describeCluster().nodes().get();
    try {
      return topic.isEmpty() ? Optional.empty() : find(topic.get()).flatMap(this::withoutLeader);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Why the broker would refuse an event; empty when there is no reason to think so. */
  Optional<String> refusal() throws InterruptedException, ExecutionException {
    Optional<TopicDescription> described = topic.isEmpty() ? Optional.empty() : find(topic.get());
    if (described.isEmpty()) {
      String broker = admin.describeCluster().nodes().get().iterator().next().idString();
      return tooSmall(config(ConfigResource.Type.BROKER, broker), "message.max.bytes");
    }
    Optional<String> forbidden = forbidden(described.get());
    if (forbidden.isPresent()) {
      return forbidden;
    }
    Config config = config(ConfigResource.Type.TOPIC, topic.get());
    return withoutLeader(described.get())
        .or(() -> tooFew(described.get(), config))
        .or(() -> tooSmall(config, "max.message.bytes"));
  }

  private Optional<TopicDescription> find(String name)
      throws InterruptedException, ExecutionException {
    try {
      Map<String, TopicDescription> found =
          admin
              .describeTopics(
                  List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .allTopicNames()
              .get();
      return Optional.of(found.get(name));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A broker that knows of no rights tells none. */
  private Optional<String> forbidden(TopicDescription described) {
    Set<AclOperation> rights = described.authorizedOperations();
    return rights == null || rights.isEmpty() || rights.contains(AclOperation.WRITE)
        ? Optional.empty()
        : Optional.of("its user may not WRITE to topic " + described.name() + " of Kafka");
  }

  private Optional<String> withoutLeader(TopicDescription described) {
    return described.partitions().stream()
        .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
        .findFirst()
        .map(partition -> name(partition, described) + " has no leader");
  }

  private Optional<String> tooFew(TopicDescription described, Config config) {
    int least = Integer.parseInt(config.get("min.insync.replicas").value());
    return described.partitions().stream()
        .filter(partition -> partition.isr().size() < least)
        .findFirst()
        .map(
            partition ->
                "%s has %d replicas in sync, its min.insync.replicas is %d"
                    .formatted(name(partition, described), partition.isr().size(), least));
  }

  private static String name(TopicPartitionInfo partition, TopicDescription described) {
    return "partition %d of topic %s".formatted(partition.partition(), described.name());
  }

  private Optional<String> tooSmall(Config config, String limit) {
    long most = Long.parseLong(config.get(limit).value());
    return most >= settings.maxRecord()
        ? Optional.empty()
        : Optional.of(
            "Kafka takes records of at most "
                + most
                + " bytes, maxBytes "
                + settings.maxBytes()
                + " needs "
                + settings.maxRecord()
                + "; lower maxBytes, or raise max.message.bytes of the topic");
  }

  /**
   * The settings of a topic or a broker.
   *
   * @throws AuthorizationException when the user has no right to them
   */
  private Config config(ConfigResource.Type type, String name)
      throws InterruptedException, ExecutionException {
    ConfigResource resource = new ConfigResource(type, name);
    try {
      return admin.describeConfigs(List.of(resource)).all().get().get(resource);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw new AuthorizationException("it may not DESCRIBE_CONFIGS of the " + word(type));
      }
      throw e;
    }
  }

  private static String word(ConfigResource.Type type) {
    return type == ConfigResource.Type.TOPIC ? "topic" : "cluster";
  }
}
