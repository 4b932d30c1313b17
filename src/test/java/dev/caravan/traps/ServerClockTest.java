package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From the API to the table: what is in the future is decided by the clock of the server, which may
 * be hours off ours. The server of the JDK writes its own Date, so this one stands on a socket.
 */
@Timeout(60)
class ServerClockTest extends PullTest {
  private static final Duration AHEAD = Duration.ofHours(1);

  private final Map<Integer, Instant> records = new TreeMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ServerSocket door = open0();
  private volatile Instant date = Instant.now();

  @AfterEach
  void closeDoor() throws IOException {
    door.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-3H", "PT3H", "PT0S"})
  void theWatermarkNeverPassesTheStartOfTheScanByTheServersClock(String offset) throws Exception {
    serve();
    date = Instant.now().plus(Duration.parse(offset)).truncatedTo(ChronoUnit.SECONDS);
    Instant started = date;
    records.put(1, date.minusSeconds(60));
    records.put(2, date.plus(AHEAD));

    assertComplete(run(route()));
    assertThat(watermark()).isEqualTo(started);

    // Later than the start of the first scan, and earlier than the record from the future.
    date = started.plusSeconds(900);
    records.put(3, started.plusSeconds(600));
    assertComplete(run(route()));

    assertThat(asked).hasSize(2);
    assertThat(URLDecoder.decode(asked.get(1), StandardCharsets.UTF_8))
        .contains("updated_after=" + started);
    assertThat(sql.queryForList("select id from items order by id", Long.class))
        .containsExactly(1L, 2L, 3L);
    assertThat(watermark()).isEqualTo(date);
    assertThat(lastRun("items")).containsEntry("inserted", 1L).containsEntry("unchanged", 1L);
  }

  @Test
  void underAnUpperBoundTheServersClockCountsForEachParentToo() throws Exception {
    serve();
    date = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
    records.put(1, date.minusSeconds(60));
    records.put(2, date.plus(AHEAD));
    sql.execute("create table parents (id bigint primary key)");
    sql.update("insert into parents values (7)");

    String[] children = {
      "path", "/items?parent={id}",
      "parentTable", "parents",
      "parentKey", "id",
      "pagination", "none",
      "watermark", "updated_at",
      "watermarkParam", "updated_after",
      "untilParam", "updated_before"
    };
    String route = items(children).replace("kamelet:caravan-pull", "kamelet:caravan-pull-children");
    assertComplete(run(api("baseUrl", "http://127.0.0.1:" + door.getLocalPort()) + route));

    String mark = sql.queryForObject("select watermark from caravan_parent", String.class);
    assertThat(Instant.parse(mark)).isEqualTo(date);
  }

  @Test
  void aMarkThatIsFutureOnlyForUsIsTaken() throws Exception {
    serve();
    date = Instant.now().plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
    records.put(1, date.minus(AHEAD));

    assertComplete(run(route()));
    assertThat(watermark()).isAfter(Instant.now()).isEqualTo(date.minus(AHEAD));
  }

  private String route() {
    return api("baseUrl", "http://127.0.0.1:" + door.getLocalPort())
        + items(
            "path", "/items",
            "pagination", "none",
            "watermark", "updated_at",
            "watermarkParam", "updated_after");
  }

  private Instant watermark() {
    return Instant.parse(checkpoint("items").watermark().orElseThrow());
  }

  private void serve() {
    Thread server =
        new Thread(
            () -> {
              while (!door.isClosed()) {
                try (Socket client = door.accept()) {
                  answer(client);
                } catch (IOException e) {
                  return;
                }
              }
            },
            "clock");
    server.setDaemon(true);
    server.start();
  }

  private void answer(Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) client.getInputStream().read());
    }
    String target = head.substring(0, head.indexOf("\r\n"));
    asked.add(target);
    byte[] body = body(after(target)).getBytes(StandardCharsets.UTF_8);
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nDate: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC))
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().write(body);
  }

  private static Instant after(String target) {
    String text = URLDecoder.decode(target, StandardCharsets.UTF_8);
    int start = text.indexOf("updated_after=");
    return start < 0
        ? Instant.MIN
        : Instant.parse(text.substring(start + "updated_after=".length()).split("[& ]")[0]);
  }

  private String body(Instant after) {
    List<String> rows = new ArrayList<>();
    records.forEach(
        (id, time) -> {
          if (!time.isBefore(after)) {
            rows.add("{\"id\": " + id + ", \"updated_at\": \"" + time + "\"}");
          }
        });
    return "{\"data\": [" + String.join(", ", rows) + "]}";
  }

  private static ServerSocket open0() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
