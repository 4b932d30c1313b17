package dev.caravan.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * A recording of the Java Flight Recorder as a flame graph: who calls is above, and the wider, the
 * more samples. Frames between Caravan's own, mostly Camel's, are left out, since they would hide
 * all others; what Caravan calls last stands as the library that it is of. Samples of threads that
 * wait for the network are none of computing.
 *
 * <p>Arguments: the recording, the file of the graph.
 */
public final class FlameGraph {
  private static final String OURS = "dev.caravan.";
  private static final double WIDTH = 1200;
  private static final int HEIGHT = 17;
  private static final double CHAR = 6.1;
  private static final double LEAST = 2.5;

  private final Node root = new Node();

  private FlameGraph() {}

  private static final class Node {
    private final Map<String, Node> below = new TreeMap<>();
    private long samples;

    int depth(double perSample) {
      return below.values().stream()
          .filter(node -> node.samples * perSample >= LEAST)
          .mapToInt(node -> 1 + node.depth(perSample))
          .max()
          .orElse(0);
    }
  }

  public static void main(String[] args) throws IOException {
    FlameGraph graph = new FlameGraph();
    graph.read(Path.of(args[0]));
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(Path.of(args[1])), false, StandardCharsets.UTF_8)) {
      graph.write(out);
    }
  }

  private void read(Path recording) throws IOException {
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        String type = event.getEventType().getName();
        boolean sample =
            type.equals("jdk.ExecutionSample") || type.equals("jdk.NativeMethodSample");
        if (sample && event.getStackTrace() != null) {
          add(event.getStackTrace().getFrames());
        }
      }
    }
  }

  private void add(List<RecordedFrame> frames) {
    RecordedMethod last = frames.get(0).getMethod();
    if (last.getType().getName().matches("sun\\.nio\\.(ch|fs)\\..*") && !isWriting(frames)) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (int i = frames.size() - 1; i >= 0; i--) {
      RecordedMethod method = frames.get(i).getMethod();
      String owner = method.getType().getName();
      if (owner.startsWith(OURS) && !method.getName().contains("$") && !owner.contains("$$")) {
        names.add(owner.replaceAll(".*\\.", "") + "." + method.getName());
      }
    }
    if (!last.getType().getName().startsWith(OURS)) {
      names.add(library(frames));
    }
    Node node = root;
    node.samples++;
    for (String name : names) {
      node = node.below.computeIfAbsent(name, any -> new Node());
      node.samples++;
    }
  }

  private static boolean isWriting(List<RecordedFrame> frames) {
    return frames.stream().anyMatch(frame -> frame.getMethod().getName().equals("write"));
  }

  /** The first package that is neither Caravan's nor of Java's own, from the last frame on. */
  private static String library(List<RecordedFrame> frames) {
    return frames.stream()
        .map(frame -> frame.getMethod().getType().getName())
        .takeWhile(owner -> !owner.startsWith(OURS))
        .filter(owner -> !owner.matches("(java|javax|jdk|sun)\\..*"))
        .map(owner -> owner.replaceAll("^(\\w+\\.\\w+(?:\\.(?:camel|hc|kafka))?).*", "$1"))
        .findFirst()
        .orElse("java");
  }

  private void write(PrintStream out) {
    double perSample = WIDTH / root.samples;
    out.printf(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\""
            + " font-family=\"monospace\" font-size=\"10\">%n",
        WIDTH,
        (root.depth(perSample) + 1) * HEIGHT);
    write(out, "all", root, 0, 0, perSample);
    out.println("</svg>");
  }

  private void write(
      PrintStream out, String name, Node node, double left, int row, double perSample) {
    double width = node.samples * perSample;
    if (width < LEAST) {
      return;
    }
    String share = "%.1f %%".formatted(100.0 * node.samples / root.samples);
    int letters = (int) ((width - 4) / CHAR);
    String text = name + " " + share;
    String whole = text.length() <= letters ? text : name;
    String shown = letters < 3 ? "" : whole.substring(0, Math.min(letters, whole.length()));
    out.printf(
        Locale.ROOT,
        "<g><title>%s: %s, %d samples</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\""
            + " fill=\"hsl(%d,75%%,72%%)\"/><text x=\"%.1f\" y=\"%d\">%s</text></g>%n",
        safe(name),
        share,
        node.samples,
        left,
        row * HEIGHT,
        width - 0.5,
        HEIGHT - 1,
        Math.floorMod(name.replaceAll("\\..*", "").hashCode(), 55),
        left + 2,
        row * HEIGHT + 12,
        safe(shown));
    double at = left;
    for (Map.Entry<String, Node> below : node.below.entrySet()) {
      write(out, below.getKey(), below.getValue(), at, row + 1, perSample);
      at += below.getValue().samples * perSample;
    }
  }

  private static String safe(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
