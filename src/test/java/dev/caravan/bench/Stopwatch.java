package dev.caravan.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs whole processes, one after the other, and says what each took. CPU and memory are what GNU
 * time says of them. It has a {@link BenchApi}, a process of its own, that they may ask.
 */
final class Stopwatch implements AutoCloseable {
  private static final String TIME = "/usr/bin/time";
  private static final Pattern NEEDED =
      Pattern.compile(
          ".*(test-classes|/jackson-(core|databind|annotations)-.*|/(postgresql|sqlite-jdbc|slf4j-api)-.*)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final Process api;
  private final String url;

  /**
   * @param folder for what the processes write, and where they are started
   * @param delay of the API, in milliseconds
   */
  Stopwatch(Path folder, int records, int pageSize, int delay) throws IOException {
    if (!Files.isExecutable(Path.of(TIME))) {
      throw new IllegalStateException("this needs GNU time as " + TIME);
    }
    this.folder = folder;
    String classPath = System.getProperty("java.class.path");
    this.api =
        new ProcessBuilder(java(classPath, BenchApi.class, "" + records, "" + pageSize, "" + delay))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = api.inputReader();
    this.url = said.readLine();
  }

  String url() {
    return url;
  }

  /** A process of this JVM's kind, with what the hand-written loop needs and nothing else. */
  static List<String> byHand(Class<?> main, String... args) {
    String needed =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(NEEDED.asMatchPredicate())
            .map(part -> Path.of(part).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return java(needed, main, args);
  }

  /** The launcher of this checkout. */
  static List<String> caravan(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of("caravan").toAbsolutePath().toString());
    command.addAll(List.of(args));
    return command;
  }

  Taken measure(List<String> command) throws IOException, InterruptedException {
    Path times = folder.resolve("times");
    Path output = folder.resolve("output");
    List<String> timed = new ArrayList<>(List.of(TIME, "-o", times.toString(), "-f", "%U %S %M"));
    timed.addAll(command);
    seen();
    long began = System.currentTimeMillis();
    Process process =
        new ProcessBuilder(timed)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " failed:\n" + Files.readString(output));
    }
    double seconds = (System.currentTimeMillis() - began) / 1000.0;
    long[] seen = seen();
    String[] said = Files.readString(times).strip().split(" ");
    return new Taken(
        seconds,
        seen[0],
        Math.max(0, seen[1] - began) / 1000.0,
        Double.parseDouble(said[0]) + Double.parseDouble(said[1]),
        Double.parseDouble(said[2]) / 1024);
  }

  /** How many requests there were since this was last asked, and when the first one was. */
  private long[] seen() throws IOException, InterruptedException {
    HttpRequest question = HttpRequest.newBuilder(URI.create(url + "/seen")).build();
    String[] said = http.send(question, BodyHandlers.ofString()).body().split(" ");
    return new long[] {Long.parseLong(said[0]), Long.parseLong(said[1])};
  }

  static List<String> java(String classPath, Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(args));
    return command;
  }

  @Override
  public void close() {
    api.destroy();
  }
}
