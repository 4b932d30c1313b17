package dev.caravan.lake;

import dev.caravan.lake.iceberg.CatalogSettings;
import dev.caravan.testing.Ports;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy in a process of its own, with one bucket. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "lake";

  private static final String CHECKSUMS = "aws.requestChecksumCalculation";
  private static final String ID = "an-id";
  private static final String SECRET = "a-secret";

  private final Process process;
  private final String url;

  private S3Server(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  static S3Server start(Path folder) throws IOException {
    // This one does not know the checksums at the end of a body that newer SDKs send unasked.
    System.setProperty(CHECKSUMS, "when_required");
    int port = Ports.free();
    String url = "http://127.0.0.1:" + port;
    Path data = Files.createDirectories(folder.resolve("s3"));
    Path settings =
        Files.writeString(
            folder.resolve("s3proxy.conf"),
            """
            s3proxy.endpoint=%s
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=filesystem-nio2
            jclouds.identity=any
            jclouds.credential=any
            jclouds.filesystem.basedir=%s
            """
                .formatted(url, ID, SECRET, data));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("s3proxy.jar"),
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    S3Server server = new S3Server(process, url);
    Awaitility.await("S3Proxy to listen")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> isListening(port));
    server.makeBucket();
    return server;
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private void makeBucket() {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(url))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(ID, SECRET)))
            .build()) {
      client.createBucket(bucket -> bucket.bucket(BUCKET));
    }
  }

  /** What Iceberg is told to find it. */
  Map<String, String> properties() {
    return new TreeMap<>(
        Map.of(
            "client.region", "us-east-1",
            "s3.endpoint", url,
            "s3.path-style-access", "true",
            "s3.access-key-id", ID,
            "s3.secret-access-key", SECRET));
  }

  /** A warehouse in the bucket, with these properties and others. */
  CatalogSettings settings(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(properties());
    all.putAll(more);
    return new CatalogSettings("s3://" + BUCKET + "/warehouse", all);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    System.clearProperty(CHECKSUMS);
  }
}
