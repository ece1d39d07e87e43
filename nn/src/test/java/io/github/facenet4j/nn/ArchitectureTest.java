package io.github.facenet4j.nn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What nn may know: the tensor types and the backend contract, no backend. */
class ArchitectureTest {
  private static final String NN = "io.github.facenet4j.nn";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(NN);

  private static void mayUse(String layer, String... packages) {
    classes()
        .that()
        .resideInAPackage(layer)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(packages))
        .check(MAIN);
  }

  @Test
  void nnUsesTheTensorContractAndTheJdkAlone() {
    mayUse(
        NN + "..",
        NN + "..",
        "io.github.facenet4j.tensor",
        "io.github.facenet4j.tensor.spi",
        "java..");
  }

  @Test
  void metricLearningDoesNotKnowLayers() {
    mayUse(
        NN + ".metric",
        NN + ".metric",
        "io.github.facenet4j.tensor",
        "io.github.facenet4j.tensor.spi",
        "java..");
  }

  @Test
  void layersDoNotKnowBlocks() {
    mayUse(
        NN + ".layer",
        NN,
        NN + ".layer",
        NN + ".init",
        "io.github.facenet4j.tensor",
        "io.github.facenet4j.tensor.spi",
        "java..");
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(NN + ".(*)..").should().beFreeOfCycles().check(MAIN);
  }
}
