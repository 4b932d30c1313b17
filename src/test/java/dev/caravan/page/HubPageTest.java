package dev.caravan.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page on the Vert.x server of a hub. */
@Timeout(60)
class HubPageTest {
  @TempDir Path directory;

  @Test
  void theServerOfAHubHasThePage() throws Exception {
    try (TestContext hub =
        new TestContext()
            .with(
                Map.of(
                    "caravan.datasource.url",
                    TestDatabases.sqliteUrl(directory),
                    "caravan.page.token",
                    "0123456789abcdef"))
            .httpServer()) {
      for (String file : List.of("page", "page-server")) {
        hub.routes(resource("/caravan/" + file + ".camel.yaml"));
      }
      hub.start();
      assertThat(get(hub, "/caravan/")).contains("<title>Caravan</title>");
      assertThat(get(hub, "/caravan/api/overview")).contains("\"token\":true", "\"allowed\":false");
    }
  }

  private static String get(TestContext hub, String path) throws Exception {
    URI whole = URI.create("http://127.0.0.1:" + hub.httpPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(whole).build(), BodyHandlers.ofString())
        .body();
  }

  private static String resource(String name) throws IOException {
    return new String(
        HubPageTest.class.getResourceAsStream(name).readAllBytes(), StandardCharsets.UTF_8);
  }
}
