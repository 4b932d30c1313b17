package dev.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestKafka;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReceiveTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void anEventGoesToKafka() throws Exception {
    String topic = TestKafka.topic(1);
    try (Hub hub =
        Hub.start(
            TestKafka.brokers(),
            Hub.source(
                "payments",
                "preset: token, secrets: abc",
                "topic: " + topic + ", key: 'body:/a/b'"))) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(hub.address("/webhook/payments"))
                  .header("X-Webhook-Token", "abc")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{\"a\":{\"b\":7}}"))
                  .build(),
              BodyHandlers.ofString());
      System.out.println(answer + " " + answer.headers().map() + answer.body());
      assertThat(answer.statusCode()).isEqualTo(200);
      ConsumerRecord<String, byte[]> record = TestKafka.records(topic).get(0);
      System.out.println(record);
      assertThat(record.key()).isEqualTo("7");
    }
  }
}
