package dev.caravan.config;

import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;

/** What some kamelets need and the jar does not bring, so that a hub has no more than it uses. */
enum Extra {
  KAFKA(
      "camel:kafka",
      "org.apache.camel:camel-kafka",
      "org/apache/camel/component/kafka/KafkaComponent.class"),
  VERTX(
      "camel:platform-http-vertx",
      "org.apache.camel:camel-platform-http-vertx",
      "org/apache/camel/component/platform/http/vertx/VertxPlatformHttpRouter.class"),
  ICEBERG(
      "mvn:org.apache.iceberg:iceberg-data:1.10.0",
      "org.apache.iceberg:iceberg-data",
      "org/apache/iceberg/data/GenericRecord.class"),
  PARQUET(
      "mvn:org.apache.iceberg:iceberg-parquet:1.10.0",
      "org.apache.iceberg:iceberg-parquet",
      "org/apache/iceberg/parquet/Parquet.class"),
  HADOOP(
      "mvn:org.apache.hadoop:hadoop-client-runtime:3.4.1",
      "org.apache.hadoop:hadoop-client-runtime",
      "org/apache/hadoop/conf/Configuration.class");

  private final String dependency;
  private final String artifact;
  private final String proof;

  /**
   * @param dependency as kamelets name it
   * @param artifact as Maven names it
   * @param proof what is on the class path when the artifact is
   */
  Extra(String dependency, String artifact, String proof) {
    this.dependency = dependency;
    this.artifact = artifact;
    this.proof = proof;
  }

  /**
   * Looks for what a kamelet needs, before a class of it is missed in the middle of the start.
   *
   * @throws ConfigurationException naming what is not there
   */
  static void check(KameletUse use, KameletSpec spec, CamelContext context) {
    List<String> missing =
        Arrays.stream(values())
            .filter(extra -> spec.dependencies().contains(extra.dependency))
            .filter(extra -> context.getClassResolver().loadResourceAsURL(extra.proof) == null)
            .map(extra -> extra.artifact)
            .toList();
    if (!missing.isEmpty()) {
      throw new ConfigurationException(
          use.where()
              + " needs "
              + String.join(" and ", missing)
              + (missing.size() == 1 ? ", which is" : ", which are")
              + " not on the class path; add "
              + (missing.size() == 1 ? "it" : "them")
              + " to the dependencies of this application, in its version of Camel"
              + (missing.contains(ICEBERG.artifact)
                  ? "; docs/lake.md names the command that adds them to ./caravan"
                  : ""));
    }
  }
}
