package io.github.facenet4j.facenet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which packages may know of which. */
class ArchitectureTest {
  private static final String ROOT = "io.github.facenet4j.facenet";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void noBackendIsNamed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.jocl..",
            "io.github.facenet4j.kernels..",
            "io.github.facenet4j.tensor.reference..",
            "io.github.facenet4j.tensor.cpu..")
        .because("backends are found at run time, by name, through Backends")
        .check(CLASSES);
  }

  @Test
  void imagesDataAndEvaluationKnowNoNetworks() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".image..", ROOT + ".data..", ROOT + ".eval..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".net..",
            ROOT + ".train..",
            ROOT + ".cli..",
            ROOT + ".demo..",
            ROOT + ".report..",
            "io.github.facenet4j.nn..",
            "io.github.facenet4j.tensor..")
        .because("pixels, files and distances are useful without an engine")
        .check(CLASSES);
  }

  @Test
  void imagesKnowNeitherDatasetsNorEvaluation() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".image..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".data..", ROOT + ".eval..")
        .check(CLASSES);
  }

  @Test
  void dataKnowsNoEvaluation() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".data..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".eval..")
        .check(CLASSES);
  }

  @Test
  void galleriesAndClustersKnowVectorsAlone() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".gallery..", ROOT + ".cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".image..",
            ROOT + ".detect..",
            ROOT + ".photo..",
            ROOT + ".net..",
            ROOT + ".cli..",
            ROOT + ".serve..",
            "io.github.facenet4j.nn..")
        .because("embeddings of whatever origin are stored, searched and grouped alike")
        .check(CLASSES);
  }

  @Test
  void lucenesNameStaysInTheGallery() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".gallery..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene..")
        .check(CLASSES);
  }

  @Test
  void theLibraryDoesNotKnowItsCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".cli..")
        .check(CLASSES);
  }

  /** What an application embeds says nothing on its streams and ends no process. */
  @Test
  void theLibraryPrintsNothingAndEndsNothing() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }
}
