package dev.caravan.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bounded load on loopback: so many connections, each with one request at a time, as fast as they
 * are answered or, with a rate, spread evenly.
 */
final class WebhookLoad implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;
  private final int port;
  private final int connections;
  private final Buffer body;
  private final String signature;
  private final AtomicLong ids = new AtomicLong();

  /** What came of a run. */
  record Result(long accepted, long refused, double perSecond, double p50, double p99) {}

  WebhookLoad(int port, int connections, byte[] body, String signature) {
    this.port = port;
    this.connections = connections;
    this.body = Buffer.buffer(body);
    this.signature = signature;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setMaxPoolSize(connections).setKeepAlive(true));
  }

  /** Sends for some seconds; a rate of 0 is as fast as possible. */
  Result run(int seconds, double rate) throws InterruptedException {
    long started = System.nanoTime();
    long end = started + TimeUnit.SECONDS.toNanos(seconds);
    List<Worker> workers = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(connections);
    double pause = rate == 0 ? 0 : connections / rate * 1e9;
    for (int i = 0; i < connections; i++) {
      Worker worker = new Worker(end, pause, started + (long) (pause * i / connections), done);
      workers.add(worker);
      vertx.runOnContext(ignored -> worker.next());
    }
    done.await();
    double elapsed = (System.nanoTime() - started) / 1e9;
    long[] latencies = workers.stream().flatMapToLong(Worker::latencies).sorted().toArray();
    long refused = workers.stream().mapToLong(worker -> worker.refused).sum();
    return new Result(
        latencies.length,
        refused,
        latencies.length / elapsed,
        percentile(latencies, 0.5),
        percentile(latencies, 0.99));
  }

  private static double percentile(long[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (sorted.length * share)] / 1e6;
  }

  @Override
  public void close() {
    client.close();
    vertx.close();
  }

  /** One connection's worth of requests, one after the other. */
  private final class Worker {
    private final long end;
    private final double pause;
    private final CountDownLatch done;
    private double due;
    private long[] latencies = new long[1024];
    private int count;
    private long refused;

    Worker(long end, double pause, long first, CountDownLatch done) {
      this.end = end;
      this.pause = pause;
      this.due = first;
      this.done = done;
    }

    java.util.stream.LongStream latencies() {
      return Arrays.stream(latencies, 0, count);
    }

    void next() {
      long now = System.nanoTime();
      if (now >= end) {
        done.countDown();
        return;
      }
      long wait = pause == 0 ? 0 : (long) ((due - now) / 1e6);
      due += pause;
      if (wait > 0) {
        vertx.setTimer(wait, ignored -> send());
      } else {
        send();
      }
    }

    private void send() {
      // With a rate the clock runs from when the request was due, so that a stall is not hidden.
      long began =
          pause == 0 ? System.nanoTime() : Math.min(System.nanoTime(), (long) (due - pause));
      client
          .request(HttpMethod.POST, port, "127.0.0.1", "/webhook/github")
          .compose(
              request ->
                  signed(request)
                      .send(body)
                      .compose(response -> response.body().map(ignored -> response.statusCode())))
          .onComplete(
              answer -> {
                if (answer.succeeded() && answer.result() == 200) {
                  note(System.nanoTime() - began);
                } else {
                  refused++;
                }
                next();
              });
    }

    private HttpClientRequest signed(HttpClientRequest request) {
      return request
          .putHeader("Content-Type", "application/json")
          .putHeader("X-GitHub-Event", "push")
          .putHeader("X-GitHub-Delivery", "guid-" + ids.incrementAndGet())
          .putHeader("X-Hub-Signature-256", signature);
    }

    private void note(long nanos) {
      if (count == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * count);
      }
      latencies[count++] = nanos;
    }
  }
}
