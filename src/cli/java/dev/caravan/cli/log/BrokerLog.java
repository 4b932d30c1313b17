package dev.caravan.cli.log;

/** What a broker in this process logs. */
public final class BrokerLog {
  private BrokerLog() {}

  /**
   * Keeps it from warning of connections that it closes twice when it stops. Other verbs want the
   * warnings of that logger, which tell of a broker that is away. Read once, by logback.xml, when
   * the first logger is asked for.
   */
  public static void quiet() {
    System.setProperty("caravan.log.kafka-connections", "ERROR");
  }
}
