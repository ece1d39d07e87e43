package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that cannot be: one line says why, and nothing that was there is lost. */
class BadTrainingTest {
  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void name() {
    out = folder.resolve("run");
  }

  /** A short training on the processor; options of that name replace its own. */
  private List<String> train(Path data, String... more) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--arch", TinyModels.NAME);
    options.put("--device", "cpu");
    options.put("--data", data.toString());
    options.put("--out", out.toString());
    options.put("--people", "2");
    options.put("--faces", "2");
    for (String option : more) {
      options.put(
          option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
    }
    List<String> line = new ArrayList<>(List.of("train"));
    options.forEach((name, value) -> line.add(name + "=" + value));
    return line;
  }

  /** Crops of people with so many images each, under {@code people}. */
  private Path crops(int... images) {
    Path root = folder.resolve("people");
    for (int person = 0; person < images.length; person++) {
      for (int image = 0; image < images[person]; image++) {
        TinyModels.crop(
            root.resolve("person " + person).resolve(image + ".png"), 10L * person + image);
      }
    }
    return root;
  }

  @Test
  void tooFewPeopleOrImages() {
    fails("at least two people", train(crops(3), "--steps=1"));
    fails("1 have", train(crops(3, 1), "--steps=1"));
    fails("3 people with at least 2 images", train(crops(3, 2), "--steps=1", "--people=3"));
    fails(
        "all 2 people are in every batch",
        train(crops(2, 2), "--steps=1", "--random-negatives=1"),
        "training facenet-tiny on cpu");
    assertFalse(Files.exists(out.resolve("model.safetensors")));
  }

  @Test
  void numbersThatMakeNoSense() {
    Path data = crops(2, 2);
    fails("learning rate is positive; got 0.0", train(data, "--steps=1", "--lr=0"));
    fails("margin", train(data, "--steps=1", "--margin=-1"));
    fails("2 people with 2 faces", train(data, "--steps=1", "--people=1"));
    fails("2 people with 2 faces", train(data, "--steps=1", "--faces=1"));
    fails("at least 1 step", train(data, "--steps=0"));
    fails("positive time", train(data, "--minutes=-1"));
    fails("keep 0", train(data, "--steps=1", "--keep=0"));
    fails("Augmentation strength", train(data, "--steps=1", "--augment=9"));
    fails("no-such-net", train(data, "--steps=1", "--arch=no-such-net"));
    assertFalse(Files.exists(out), "nothing is made before all that was checked");
  }

  @Test
  void optionsThatDoNotFitAreAskedWrongly() {
    Path data = crops(2, 2);
    for (List<String> line :
        List.of(
            train(data),
            train(data, "--steps=many"),
            train(data, "--steps=1", "--mining=easy"),
            train(data, "--steps=1", "--optimizer=lbfgs"),
            train(data, "--steps=1", "--exclude-fold=9"))) {
      CommandLineRun run = CommandLineRun.of(line);

      assertEquals(2, run.code(), String.join(" ", line) + ": " + run.err());
      assertEquals("", run.out());
      assertEquals(1, run.talk().size(), run.err());
    }
  }

  @Test
  void dataThatCannotBeRead() throws IOException {
    Path none = folder.resolve("none");
    fails(none.toString(), train(none, "--steps=1"));
    Path data = crops(2, 2);
    Path broken = Files.writeString(data.resolve("person 1/0.png"), "no picture");
    fails(broken.toString(), train(data, "--steps=1"));
  }

  @Test
  void foldsThatAreNotThere() {
    Path lfw = MiniLfw.write(folder.resolve("lfw"));
    fails("folds 1 to 2", train(lfw, "--steps=1", "--exclude-fold=3"));
    fails("folds 1 to 2", train(lfw, "--steps=1", "--exclude-fold=1,0"));
    fails("none after exclusion", train(lfw, "--steps=1", "--exclude-fold=1,2"));
  }

  @Test
  void outputThatCannotBeWritten() throws IOException {
    Path data = crops(2, 2);
    Path file = Files.writeString(folder.resolve("file"), "mine");
    out = file;
    fails(file + ": --out needs a folder", train(data, "--steps=1"));
    out = file.resolve("below");
    fails("cannot be made", train(data, "--steps=1"));
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void outputWithoutPermissionToWrite() throws IOException {
    out = Files.createDirectory(folder.resolve("locked"));
    assertTrue(out.toFile().setWritable(false));
    assumeFalse(Files.isWritable(out), "the superuser may write everywhere");
    fails("not writable", train(crops(2, 2), "--steps=1"));
  }

  @Test
  void aRunIsNotOverwrittenAndNotContinuedWithOtherOptions() throws IOException {
    Path data = crops(2, 2);
    assertEquals(0, CommandLineRun.of(train(data, "--steps=1")).code());
    byte[] model = Files.readAllBytes(out.resolve("model.safetensors"));
    String record = Files.readString(out.resolve("run.json"));

    fails("holds a run already; go on with --resume", train(data, "--steps=2"));
    fails(
        "seed was 1 and is 2",
        train(data, "--steps=2", "--seed=2", "--resume=true"),
        "training facenet-tiny on cpu");
    assertEquals(record, Files.readString(out.resolve("run.json")));
    Files.delete(out.resolve("model.safetensors"));
    fails("holds a run already", train(data, "--steps=2"));

    assertEquals(0, CommandLineRun.of(train(data, "--steps=1", "--resume=true")).code());
    assertArrayEquals(model, Files.readAllBytes(out.resolve("model.safetensors")));
  }

  @Test
  void twoRunsInOneFolder() throws IOException {
    try (RunFolder busy = RunFolder.open(out, true)) {
      fails("another training process", train(crops(2, 2), "--steps=1"));
      assertTrue(Files.isDirectory(busy.root()));
    }
  }

  @Test
  void aCollapseEndsTheRunWithItsCause() throws IOException {
    // η·λ = 1: one step of decay takes all weights to zero.
    fails(
        "Training collapsed at step",
        train(
            crops(2, 2),
            "--steps=50",
            "--mining=hardest",
            "--optimizer=sgd",
            "--lr=0.0001",
            "--warm-up=0",
            "--final-rate=1",
            "--weight-decay=10000",
            "--checkpoint-every=1"),
        "training facenet-tiny on cpu",
        "step 1");
    CommandLineRun embed =
        CommandLineRun.of(
            "embed",
            "--model",
            out.resolve("model.safetensors").toString(),
            "--device",
            "cpu",
            folder.resolve("people/person 0/0.png").toString());
    assertEquals(0, embed.code(), embed.err());
  }

  @Test
  void aBatchThatDoesNotFitOnTheDevice() {
    TestDevices.require("opencl");
    String limit = "facenet4j.opencl.memoryLimit";
    System.setProperty(limit, "9000000");
    try {
      fails(
          "A batch is --people 2 times --faces 30",
          train(crops(2, 2), "--steps=1", "--device=opencl", "--faces=30"),
          "training facenet-tiny on opencl");
    } finally {
      System.clearProperty(limit);
    }
  }
}
