package dev.caravan.rules;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the packages of the main code may lean on each other, and what none of them may do. */
class ArchitectureTest {
  private static final int MOST_LINES = 250;

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
  void packagesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.caravan..")
        .ensureAllClassesAreContainedInArchitecture()
        .layer("main")
        .definedBy("dev.caravan")
        .layer("cli")
        .definedBy("dev.caravan.cli..")
        .layer("run")
        .definedBy("dev.caravan.run..")
        .layer("work")
        .definedBy("dev.caravan.work..")
        .layer("pull")
        .definedBy("dev.caravan.pull..")
        .layer("replay")
        .definedBy("dev.caravan.replay..")
        .layer("load")
        .definedBy("dev.caravan.load..")
        .layer("webhook")
        .definedBy("dev.caravan.webhook..")
        .layer("event")
        .definedBy("dev.caravan.event..")
        .layer("api")
        .definedBy("dev.caravan.api..")
        .layer("state")
        .definedBy("dev.caravan.state..")
        .layer("config")
        .definedBy("dev.caravan.config..")
        .layer("sandbox")
        .definedBy("dev.caravan.sandbox..")
        .whereLayer("main")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("main")
        .mayOnlyAccessLayers("cli")
        .whereLayer("cli")
        .mayOnlyBeAccessedByLayers("main")
        .whereLayer("work")
        .mayOnlyAccessLayers("run", "pull", "load", "event", "api", "state", "config")
        .whereLayer("run")
        .mayOnlyAccessLayers("pull", "replay", "load", "webhook", "event", "api", "state", "config")
        .whereLayer("webhook")
        .mayOnlyAccessLayers("event", "api", "state", "config")
        .whereLayer("event")
        .mayOnlyAccessLayers("load", "api", "state", "config")
        .whereLayer("replay")
        .mayOnlyAccessLayers("pull", "api", "state", "config")
        .whereLayer("pull")
        .mayOnlyAccessLayers("api", "state", "config")
        .whereLayer("load")
        .mayOnlyAccessLayers("api", "state", "config")
        .whereLayer("api")
        .mayOnlyAccessLayers("config")
        .whereLayer("state")
        .mayOnlyAccessLayers("config")
        .whereLayer("config")
        .mayNotAccessAnyLayer()
        .whereLayer("sandbox")
        .mayNotAccessAnyLayer()
        .whereLayer("sandbox")
        .mayOnlyBeAccessedByLayers("cli")
        .check(MAIN);
  }

  @Test
  void noPackagesFormACycle() {
    slices().matching("dev.caravan.(*)..").should().beFreeOfCycles().check(MAIN);
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
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).isNotEmpty();
      assertThat(sources.stream().filter(file -> lines(file) > MOST_LINES))
          .as("files of more than %d lines", MOST_LINES)
          .isEmpty();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
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
