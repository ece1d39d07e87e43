package io.github.facenet4j.tensor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of this module: everything stands on the JDK, and nothing looks up. */
class TensorArchitectureTest {
  private static final String ROOT = "io.github.facenet4j.tensor";
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void importsTheJdkAlone() {
    assertTrue(MODULE.size() > 50, "the module's classes were found");
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOT + "..", "java..", "jdk.incubator.vector..")
        .check(MODULE);
  }

  @Test
  void theContractDoesNotKnowItsImplementations() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT, ROOT + ".spi..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".reference..", ROOT + ".cpu..", ROOT + ".io..")
        .check(MODULE);
  }

  @Test
  void theOracleAndWhatItJudgesStandApart() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".reference..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".cpu..", ROOT + ".io..")
        .check(MODULE);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".cpu..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".reference..", ROOT + ".io..")
        .check(MODULE);
  }

  @Test
  void weightsFilesKnowShapesAndNoDevice() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".io..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".spi..", ROOT + ".reference..", ROOT + ".cpu..")
        .check(MODULE);
  }

  @Test
  void theIncubatingModuleIsTouchedInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cpu.vector..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .check(MODULE);
  }

  /**
   * C2 may leave any method out of its caller once it has been compiled by itself; a vector that is
   * an argument or a result then becomes an object, in every step of the loop.
   */
  @Test
  void vectorsDoNotCrossMethods() {
    List<String> crossed =
        MODULE.stream()
            .filter(type -> type.getPackageName().equals(ROOT + ".cpu.vector"))
            .filter(type -> !type.getSimpleName().equals("LaneSum")) // once for a whole sum
            .flatMap(type -> type.getMethods().stream())
            .filter(
                method ->
                    isVector(method.getRawReturnType())
                        || method.getRawParameterTypes().stream()
                            .anyMatch(TensorArchitectureTest::isVector))
            .map(JavaMethod::getFullName)
            .toList();
    assertEquals(List.of(), crossed);
  }

  private static boolean isVector(JavaClass type) {
    return type.getPackageName().equals("jdk.incubator.vector");
  }

  @Test
  void aLibraryDoesNotPrint() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MODULE);
  }

  @Test
  void everyPackageIsDescribed() throws IOException {
    for (Path root : List.of(Path.of("src/main/java"), Path.of("src/test/java"))) {
      try (Stream<Path> files = Files.walk(root)) {
        List<Path> packages =
            files
                .filter(file -> file.toString().endsWith(".java"))
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !folder.startsWith("src/test/java") || isShared(folder))
                .toList();
        assertTrue(!packages.isEmpty(), "sources were found under " + root.toAbsolutePath());
        assertEquals(
            List.of(),
            packages.stream()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .toList(),
            "packages without package-info.java");
      }
    }
  }

  /** Of the test packages only those that other modules use are described. */
  private static boolean isShared(Path folder) {
    return folder.endsWith("testing");
  }
}
