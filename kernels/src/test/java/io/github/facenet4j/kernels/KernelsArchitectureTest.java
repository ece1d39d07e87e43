package io.github.facenet4j.kernels;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may name whom inside the OpenCL backend. */
class KernelsArchitectureTest {
  private static final String ROOT = "io.github.facenet4j.kernels";
  private static final JavaClasses KERNELS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void onlyOnePackageNamesTheBinding() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".opencl")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jocl..")
        .check(KERNELS);
  }

  @Test
  void dependsOnTheContractAndNothingElseOfTheProject() {
    classes()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT + "..",
            "io.github.facenet4j.tensor",
            "io.github.facenet4j.tensor.spi",
            "io.github.facenet4j.tensor.io",
            "org.jocl",
            "java..")
        .check(KERNELS);
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(KERNELS);
  }

  @Test
  void sourcesAndVariantsKnowNothingOfDevices() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".library")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".opencl", ROOT + ".ops", ROOT + ".tuning")
        .check(KERNELS);
  }
}
