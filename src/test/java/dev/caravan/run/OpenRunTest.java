package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import dev.caravan.pull.Stream;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class OpenRunTest {
  private static final int STREAMS = 400;
  private static final int THREADS = 4;

  @TempDir Path directory;

  @Test
  void streamsThatStartAtTheSameInstantHaveRunsOfTheirOwn() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext();
        Database database = TestDatabases.h2(directory)) {
      OpenRun opening =
          new OpenRun(new Schedule(), new Checkpoints(database), new RunHistory(database));

      startTogether(context, opening);

      String query = "select count(distinct run_id) from caravan_run";
      assertThat(new JdbcTemplate(database.dataSource()).queryForObject(query, Integer.class))
          .isEqualTo(STREAMS);
    }
  }

  private static void startTogether(DefaultCamelContext context, OpenRun opening) {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    CompletableFuture.allOf(
            IntStream.range(0, THREADS)
                .mapToObj(
                    thread ->
                        CompletableFuture.runAsync(
                            () -> {
                              for (int n = thread; n < STREAMS; n += THREADS) {
                                join(together);
                                open(stream("s" + n), context, opening);
                              }
                            },
                            each -> new Thread(each).start()))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static void open(Stream stream, DefaultCamelContext context, OpenRun opening) {
    DefaultExchange exchange = new DefaultExchange(context);
    stream.process(exchange);
    opening.open(exchange);
  }

  private static void join(CyclicBarrier together) {
    try {
      together.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream stream(String name) {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com");
    Stream stream = new Stream();
    stream.setName(name);
    stream.setApiName("shop");
    stream.setApi(api);
    stream.setPath("/items");
    stream.setEvery("1h");
    stream.init();
    return stream;
  }
}
