package dev.caravan.bench;

import dev.caravan.testing.Ports;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a good engineer would write by hand for this one provider: a Vert.x server, one event loop
 * per core, that checks GitHub's signature, sends the body with acks=all and answers in the
 * callback. No limits, no presets, no metrics.
 *
 * <p>Arguments: brokers, topic, secret. Prints its port.
 */
public final class BareReceiver {
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;
  private final SecretKeySpec key;

  private BareReceiver(String brokers, String topic, String secret) {
    this.topic = topic;
    this.key = new SecretKeySpec(secret.getBytes(), "HmacSHA256");
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", "0"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  public static void main(String[] args) throws IOException {
    BareReceiver receiver = new BareReceiver(args[0], args[1], args[2]);
    receiver.producer.partitionsFor(args[1]);
    int port = Ports.free();
    Vertx.vertx()
        .deployVerticle(
            () -> receiver.server(port),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .onSuccess(ignored -> System.out.println("port " + port));
  }

  /** One event loop of several on one port. */
  private AbstractVerticle server(int port) {
    return new AbstractVerticle() {
      @Override
      public void start(Promise<Void> started) {
        vertx
            .createHttpServer()
            .requestHandler(BareReceiver.this::receive)
            .listen(port, "127.0.0.1")
            .<Void>mapEmpty()
            .onComplete(started);
      }
    };
  }

  private void receive(HttpServerRequest request) {
    Context context = Vertx.currentContext();
    request.body().onSuccess(body -> store(context, request, body));
  }

  private void store(Context context, HttpServerRequest request, Buffer body) {
    byte[] bytes = body.getBytes();
    if (!isGenuine(bytes, request.getHeader("X-Hub-Signature-256"))) {
      request.response().setStatusCode(401).end();
      return;
    }
    String id = request.getHeader("X-GitHub-Delivery");
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, id, bytes);
    record.headers().add("ce_id", id.getBytes());
    record.headers().add("ce_type", request.getHeader("X-GitHub-Event").getBytes());
    producer.send(
        record,
        (metadata, failure) ->
            context.runOnContext(
                ignored -> request.response().setStatusCode(failure == null ? 200 : 503).end()));
  }

  private boolean isGenuine(byte[] body, String signature) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] given = HexFormat.of().parseHex(signature.substring("sha256=".length()));
      return MessageDigest.isEqual(mac.doFinal(body), given);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
