package dev.caravan.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Caravan's source roots: what a hub embeds, the command line, the sandbox. */
final class Sources {
  private static final List<Path> ROOTS =
      Stream.of("main", "cli", "sandbox").map(root -> Path.of("src", root, "java")).toList();

  private Sources() {}

  /** Every Java file of all roots. */
  static List<Path> all() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : ROOTS) {
      try (Stream<Path> below = Files.walk(root)) {
        below.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    return files;
  }

  /** The file that declares a top-level class. */
  static Path of(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".java";
    return ROOTS.stream()
        .map(root -> root.resolve(file))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No source of " + type));
  }
}
