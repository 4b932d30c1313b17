package dev.caravan.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways through the rooms that docs/architecture.md tells are those of the code. */
class WaysTest {
  private static final int MOST_CLASSES = 30;
  private static final Pattern ENTRY =
      Pattern.compile(
          "^\\d+\\. \\*\\*`(\\w+)`\\*\\*(.*?)(?=^\\d+\\. |\n\n|\\s*\\z)",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)`");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.caravan");

  /** A room that a way enters, and the classes that are named there. */
  private record Entry(String room, List<String> names) {
    static Entry of(MatchResult found) {
      return new Entry(
          found.group(1),
          NAME.matcher(found.group(2)).results().map(name -> name.group(1)).distinct().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "How a page is asked for",
        "The way of a record",
        "The way of a webhook, and of its event",
        "The way of a change"
      })
  void aWayEntersEachRoomOnceByAtMostThirtyClassesThatNeedEachOther(String title)
      throws IOException {
    List<Entry> way = way(title);
    assertThat(way).hasSizeGreaterThan(2);
    assertThat(way.stream().map(Entry::room)).doesNotHaveDuplicates();
    assertThat(way.stream().flatMap(entry -> entry.names().stream()))
        .hasSizeLessThanOrEqualTo(MOST_CLASSES);
    List<JavaClass> named =
        way.stream()
            .flatMap(entry -> entry.names().stream().map(name -> find(entry.room(), name)))
            .toList();
    assertThat(named)
        .allSatisfy(
            type ->
                assertThat(isStep(type) || named.stream().anyMatch(other -> areLinked(type, other)))
                    .as("%s is a step of a route, or linked to another class of the way", type)
                    .isTrue());
  }

  private static boolean areLinked(JavaClass one, JavaClass other) {
    return !one.equals(other) && (uses(one, other) || uses(other, one));
  }

  private static List<Entry> way(String title) throws IOException {
    String page = Files.readString(Path.of("docs/architecture.md"));
    String section = page.split("\n## " + Pattern.quote(title) + "\n", 2)[1].split("\n## ", 2)[0];
    return ENTRY.matcher(section).results().map(Entry::of).toList();
  }

  private static JavaClass find(String room, String name) {
    List<JavaClass> found =
        MAIN.stream()
            .filter(type -> type.isTopLevelClass() && type.getSimpleName().equals(name))
            .filter(type -> (type.getPackageName() + ".").startsWith("dev.caravan." + room + "."))
            .toList();
    assertThat(found).as("%s in the room %s", name, room).hasSize(1);
    return found.get(0);
  }

  /** Also through a class within it, or by what it stands for. */
  private static boolean uses(JavaClass user, JavaClass used) {
    return family(user)
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .anyMatch(
            dependency -> {
              JavaClass target = dependency.getTargetClass();
              return outermost(target).equals(used)
                  || !target.getPackageName().startsWith("java")
                      && used.isAssignableTo(target.getName());
            });
  }

  private static Stream<JavaClass> family(JavaClass outer) {
    return MAIN.stream().filter(type -> outermost(type).equals(outer));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(WaysTest::outermost).orElse(type);
  }

  /** Whether a route, a kamelet or a file of beans names it. */
  private static boolean isStep(JavaClass type) {
    Pattern name = Pattern.compile("\\b" + Pattern.quote(type.getName()) + "\\b");
    try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .anyMatch(file -> name.matcher(text(file)).find());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
