package dev.caravan.webhook;

/** Where the broker of a receiver is, and how large a record may be on its way there. */
public final class BrokerSettings {
  /** What a record has besides its value: headers, key and the frame of a request. */
  private static final int OVERHEAD = 16 * 1024;

  private String brokers = "";
  private int maxBytes;
  private int maxRequestSize;

  /** {@code host:port}, several by commas. */
  public void setBrokers(String brokers) {
    this.brokers = brokers;
  }

  /** The largest body that is taken. */
  public void setMaxBytes(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The largest request that the Kafka client sends. */
  public void setMaxRequestSize(int maxRequestSize) {
    this.maxRequestSize = maxRequestSize;
  }

  String brokers() {
    return brokers;
  }

  int maxBytes() {
    return maxBytes;
  }

  /** The largest record that may come of a request. */
  int maxRecord() {
    return maxBytes + OVERHEAD;
  }

  /** A body that is taken must fit into a record, or its sender would be told 503 for ever. */
  void check(String source) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "source " + source + ": maxBytes " + maxBytes + " is below 1 byte");
    }
    if (maxRecord() > maxRequestSize) {
      throw new IllegalArgumentException(
          "source "
              + source
              + ": maxBytes "
              + maxBytes
              + " and 16384 for headers are more than maxRequestSize "
              + maxRequestSize
              + "; lower the one or raise the other");
    }
  }
}
