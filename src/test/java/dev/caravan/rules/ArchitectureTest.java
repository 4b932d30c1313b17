package dev.caravan.rules;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.Configuration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.caravan.config.JsonPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the packages of the main code may lean on each other, and what none of them may do. */
class ArchitectureTest {
  private static final int MOST_LINES = 250;
  private static final int MOST_CLASSES = 28;

  private static final Path PAGE = Path.of("docs/architecture.md");

  /** From those that nobody leans on to those that lean on nobody. */
  private static final List<String> ROOM_ORDER =
      List.of(
          "cli",
          "sandbox",
          "page",
          "webhook",
          "worker",
          "replay",
          "slices",
          "children",
          "pull",
          "response",
          "run",
          "cluster",
          "lake",
          "kafka",
          "upsert",
          "quarantine",
          "value",
          "api",
          "state",
          "config");

  /** What each room may lean on; see docs/architecture.md. */
  private static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          Map.entry(
              "cli",
              Set.of(
                  "sandbox",
                  "page",
                  "worker",
                  "webhook",
                  "replay",
                  "slices",
                  "children",
                  "pull",
                  "response",
                  "run",
                  "lake",
                  "kafka",
                  "quarantine",
                  "api",
                  "state",
                  "config")),
          Map.entry(
              "replay", Set.of("pull", "response", "run", "quarantine", "api", "state", "config")),
          Map.entry("slices", Set.of("children", "pull", "run", "state", "config")),
          Map.entry(
              "children",
              Set.of("pull", "response", "run", "quarantine", "api", "state", "config")),
          Map.entry("pull", Set.of("response", "run", "quarantine", "api", "state", "config")),
          Map.entry(
              "worker",
              Set.of("response", "run", "kafka", "upsert", "quarantine", "api", "state", "config")),
          Map.entry("webhook", Set.of("kafka", "state", "config")),
          Map.entry("lake", Set.of("upsert", "quarantine", "value", "state", "config")),
          Map.entry("kafka", Set.of("quarantine", "value", "state", "config")),
          Map.entry("upsert", Set.of("quarantine", "value", "state", "config")),
          Map.entry("response", Set.of("run", "api", "config")),
          Map.entry("run", Set.of("cluster", "quarantine", "api", "state", "config")),
          Map.entry("cluster", Set.of("api", "state", "config")),
          Map.entry("quarantine", Set.of("value", "state", "config")),
          Map.entry("value", Set.of()),
          Map.entry("api", Set.of("config")),
          Map.entry("state", Set.of("config")),
          Map.entry("config", Set.of()),
          Map.entry(
              "page",
              Set.of("worker", "run", "cluster", "kafka", "quarantine", "api", "state", "config")),
          Map.entry("sandbox", Set.of()));

  /** Tests are where this one is, whatever built them. */
  private static final ImportOption NO_TESTS =
      location ->
          !location.contains(
              ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().getPath());

  private static final JavaClasses MAIN =
      new ClassFileImporter().withImportOption(NO_TESTS).importPackages("dev.caravan");

  private static final Set<String> IN_THE_CHARSET_OF_THE_JVM =
      Set.of(
          "java.lang.String.getBytes()",
          "java.lang.String.<init>([B)",
          "java.lang.String.<init>([B, int, int)",
          "java.io.ByteArrayOutputStream.toString()",
          "java.io.InputStreamReader.<init>(java.io.InputStream)",
          "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
          "java.io.PrintWriter.<init>(java.io.OutputStream)",
          "java.io.PrintWriter.<init>(java.io.OutputStream, boolean)",
          "java.io.PrintWriter.<init>(java.io.File)",
          "java.io.PrintWriter.<init>(java.lang.String)",
          "java.io.PrintStream.<init>(java.io.OutputStream)",
          "java.io.PrintStream.<init>(java.io.OutputStream, boolean)",
          "java.io.FileReader.<init>(java.io.File)",
          "java.io.FileReader.<init>(java.lang.String)",
          "java.io.FileWriter.<init>(java.io.File)",
          "java.io.FileWriter.<init>(java.lang.String)",
          "java.io.PrintStream.print(java.lang.String)",
          "java.io.PrintStream.println(java.lang.String)",
          "java.io.PrintStream.println(java.lang.Object)",
          "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
          "java.util.Scanner.<init>(java.io.InputStream)",
          "java.util.Scanner.<init>(java.io.File)",
          "java.nio.charset.Charset.defaultCharset()",
          "java.lang.Process.inputReader()");

  @Test
  void roomsPointOneWay() {
    LayeredArchitecture house =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.caravan..")
            .ensureAllClassesAreContainedInArchitecture()
            .layer("main")
            .definedBy("dev.caravan");
    for (String room : ROOMS.keySet()) {
      house = house.layer(room).definedBy("dev.caravan." + room + "..");
    }
    house = house.whereLayer("main").mayOnlyAccessLayers("cli");
    for (Map.Entry<String, Set<String>> room : ROOMS.entrySet()) {
      String[] below = room.getValue().toArray(String[]::new);
      house =
          below.length == 0
              ? house.whereLayer(room.getKey()).mayNotAccessAnyLayer()
              : house.whereLayer(room.getKey()).mayOnlyAccessLayers(below);
    }
    house.check(MAIN);
  }

  @Test
  void thePageAboutTheHouseShowsTheseRooms() {
    Document page = Document.read(PAGE);
    String rooms =
        "\n| room | leans on |\n|---|---|\n"
            + ROOM_ORDER.stream()
                .map(room -> "| `%s` | %s |%n".formatted(room, below(room)))
                .collect(Collectors.joining())
            + "\n";
    if (Boolean.getBoolean("caravan.docs.write")) {
      page.writeTable("rooms", rooms);
      return;
    }
    assertThat(page.table("rooms"))
        .as("write it anew with -Dcaravan.docs.write=true")
        .isEqualTo(rooms);
    assertThat(ROOM_ORDER).containsExactlyInAnyOrderElementsOf(ROOMS.keySet());
  }

  private static String below(String room) {
    List<String> below = ROOM_ORDER.stream().filter(ROOMS.get(room)::contains).toList();
    return below.isEmpty() ? "none" : "`" + String.join("`, `", below) + "`";
  }

  @Test
  void thePageAboutTheHouseListsEveryExchangeProperty() throws IOException {
    String page = Files.readString(PAGE);
    Pattern declared = Pattern.compile("String [A-Z_]+ = \"(caravan[A-Z]\\w*)\";");
    for (Path file : Sources.all()) {
      declared
          .matcher(Files.readString(file))
          .results()
          .forEach(name -> assertThat(page).contains("| `" + name.group(1) + "` |"));
    }
  }

  @Test
  void eachPackageSaysWhatItIsFor() throws IOException {
    Stream<Path> packages = Sources.all().stream().map(Path::getParent).distinct();
    assertThat(packages.filter(folder -> !folder.endsWith("dev/caravan")))
        .isNotEmpty()
        .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
  }

  @Test
  void noTwoClassesHaveOneName() {
    Map<String, Long> names =
        MAIN.stream()
            .filter(JavaClass::isTopLevelClass)
            .map(JavaClass::getSimpleName)
            .filter(name -> !name.equals("package-info"))
            .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    names.values().removeIf(count -> count == 1);
    assertThat(names).isEmpty();
  }

  @Test
  void noRoomIsCrowded() {
    Map<String, Long> rooms =
        MAIN.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    rooms.values().removeIf(count -> count <= MOST_CLASSES);
    assertThat(rooms).as("packages of more than %d classes", MOST_CLASSES).isEmpty();
  }

  @Test
  void noPackagesFormACycle() {
    slices().matching("dev.caravan.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void noInnerRoomsFormACycle() {
    slices().matching("dev.caravan.(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void onlyTheCommandLineWritesToTheConsole() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.caravan.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(MAIN);
  }

  /** Java 17 takes ASCII for it where a service manager sets no locale. */
  @Test
  void noTextIsWrittenOrReadInTheCharsetOfTheJvm() {
    noClasses()
        .should()
        .accessTargetWhere(
            new DescribedPredicate<JavaAccess<?>>("the JVM's charset is used") {
              @Override
              public boolean test(JavaAccess<?> access) {
                return IN_THE_CHARSET_OF_THE_JVM.contains(access.getTarget().getFullName());
              }
            })
        .check(MAIN);
  }

  /** A hub may set other ones, by which a path to an error finds nothing. */
  @Test
  void noJsonPathIsReadByTheDefaultsOfTheJvm() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(JsonPaths.class.getName())
        .should()
        .accessTargetWhere(
            new DescribedPredicate<JavaAccess<?>>("a JSONPath is read without JsonPaths") {
              @Override
              public boolean test(JavaAccess<?> access) {
                String target = access.getTarget().getFullName();
                return target.startsWith("com.jayway.jsonpath.Configuration.")
                    || target.matches("com\\.jayway\\.jsonpath\\.JsonPath\\.(read|parse)\\(.*")
                        && !target.contains(Configuration.class.getName());
              }
            })
        .check(MAIN);
  }

  @Test
  void onlyTheCommandLineDependsOnOneLoggingBackend() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.caravan.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ch.qos.logback..", "co.elastic.logging..")
        .check(MAIN);
  }

  @Test
  void nobodyLogsPastTheBackend() {
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(MAIN);
  }

  @Test
  void noStaticFieldCanChange() {
    fields().that().areStatic().should().beFinal().check(MAIN);
    classes().should(new HoldNoMutableStatics()).check(MAIN);
  }

  @Test
  void noSourceFileIsLong() throws IOException {
    List<Path> sources = Sources.all();
    assertThat(sources).isNotEmpty();
    assertThat(sources.stream().filter(file -> lines(file) > MOST_LINES))
        .as("files of more than %d lines below their imports", MOST_LINES)
        .isEmpty();
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.startsWith("import ")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A final field may still hold a map that grows: what a static initialiser makes is looked at.
   */
  private static final class HoldNoMutableStatics extends ArchCondition<JavaClass> {
    HoldNoMutableStatics() {
      super("hold no collection, atomic value or lock in a static field");
    }

    @Override
    public void check(JavaClass owner, ConditionEvents events) {
      owner.getStaticInitializer().stream()
          .flatMap(initializer -> initializer.getConstructorCallsFromSelf().stream())
          .filter(HoldNoMutableStatics::makesState)
          .forEach(call -> events.add(violated(owner, call.getDescription())));
    }

    private static boolean makesState(JavaConstructorCall call) {
      JavaClass made = call.getTargetOwner();
      return made.isAssignableTo(Collection.class)
          || made.isAssignableTo(Map.class)
          || made.getPackageName().startsWith("java.util.concurrent");
    }
  }
}
