package io.github.pyramidsd.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String BASE = "io.github.pyramidsd.";
  private static final String DECODING = BASE + "decoding..";
  private static final String ENGINE = BASE + "engine..";
  private static final String MODELS = BASE + "models..";
  private static final String EVALUATION = BASE + "evaluation..";
  private static final String CLI = BASE + "cli..";

  private static JavaClasses code = new ClassFileImporter().importClasses();

  @BeforeAll
  static void read() {
    code =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.pyramidsd");
  }

  @Test
  void decodingDependsOnJavaAlone() {
    classes()
        .that()
        .resideInAPackage(DECODING)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            DECODING,
            "java.lang..",
            "java.nio..",
            "java.util",
            "java.util.concurrent..",
            "java.util.function",
            "java.util.stream",
            "java.io",
            "java.math",
            "org.jspecify..")
        .check(code);
  }

  @Test
  void arrowsPointFromCliToEvaluationToModelsToEngineToDecoding() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(MODELS, EVALUATION, CLI)
        .check(code);
    noClasses()
        .that()
        .resideInAPackage(MODELS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(EVALUATION, CLI)
        .check(code);
    noClasses()
        .that()
        .resideInAPackage(EVALUATION)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(CLI)
        .check(code);
  }

  @Test
  void onlyTheKernelsTouchTheVectorApi() {
    noClasses()
        .that(not(resideInAPackage(BASE + "engine.kernel..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(code);
  }

  @Test
  void onlyTheCommandLinePrintsExitsOrKnowsItsLibraries() {
    noClasses()
        .that(not(resideInAPackage(CLI)))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(code);
    noClasses()
        .that(not(resideInAPackage(CLI)))
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(code);
    noClasses()
        .that(not(resideInAnyPackage(CLI, EVALUATION)))
        .should()
        .dependOnClassesThat(resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson.."))
        .check(code);
  }

  @Test
  void nothingHereNeedsSpark() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            BASE + "spark..", "org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(code);
  }

  /** It is there for the compiler alone: the program is shipped without. */
  @Test
  void nothingNeedsTheAnnotationsOfNullnessAtRunTime() {
    noClasses()
        .that()
        .doNotHaveSimpleName("package-info")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jspecify..")
        .check(code);
  }

  @Test
  void onlyMainExits() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Main.class.getName())
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(code);
  }

  @Test
  void packagesHaveNoCycles() {
    for (String module : new String[] {"decoding", "engine", "models", "evaluation", "cli"}) {
      slices()
          .matching(BASE + module + ".(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(code);
    }
  }
}
