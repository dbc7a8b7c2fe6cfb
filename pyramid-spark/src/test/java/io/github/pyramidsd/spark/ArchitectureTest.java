package io.github.pyramidsd.spark;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Here all modules are on the class path, Spark too. */
class ArchitectureTest {

  private static final String BASE = "io.github.pyramidsd.";
  private static final String SPARK = BASE + "spark..";

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.pyramidsd");

  @Test
  void nothingElseDependsOnSparkOrOnThisModule() {
    for (String module : new String[] {"decoding", "engine", "models", "evaluation", "cli"}) {
      assertThat(CODE.that(resideInAPackage(BASE + module + "..")).size()).isPositive();
    }
    noClasses()
        .that(not(resideInAPackage(SPARK)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK, "org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(CODE);
  }

  @Test
  void onlyTheMainClassKnowsTheCommandLine() {
    classes()
        .that()
        .resideInAPackage(SPARK)
        .and()
        .doNotHaveFullyQualifiedName(SubmittedMain.class.getName())
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage(BASE + "cli..")))
        .check(CODE);
  }
}
