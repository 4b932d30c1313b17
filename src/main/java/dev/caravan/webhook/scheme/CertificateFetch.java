package dev.caravan.webhook.scheme;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Fetches a small file by HTTPS, within the time that a sender waits, and follows nothing. */
final class CertificateFetch implements Certificates.Fetch {
  private static final Duration LONGEST = Duration.ofMillis(1500);
  private static final int MOST = 65_536;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LONGEST)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Override
  public byte[] get(URI address) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(address).timeout(LONGEST).build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      byte[] bytes = body.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        throw new IOException("more than " + MOST + " bytes");
      }
      return bytes;
    }
  }
}
