package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.line;

import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.facenet.testing.TinyModels.Stored;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that are not exactly a network end the verb with one line that names file or tensor. */
class BadModelTest {
  @TempDir private Path folder;
  private Path sound;
  private String crop;

  @BeforeEach
  void write() {
    sound = TinyModels.save(folder.resolve("sound.safetensors"), ModelMetadata.empty());
    crop = TinyModels.crop(folder.resolve("crop.png"), 1).toString();
  }

  private void fails(String because, Path model, String... more) {
    List<String> embed =
        List.of("embed", "--device", "reference", "--model", model.toString(), crop);
    CommandLineRun.fails(because, line(embed, more));
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("broken.safetensors"), content);
  }

  private Path changed(UnaryOperator<Stored> change) {
    return TinyModels.saveChanged(folder.resolve("changed.safetensors"), change);
  }

  @Test
  void missing() {
    fails("none.safetensors", folder.resolve("none.safetensors"));
  }

  @Test
  void truncated() throws IOException {
    byte[] whole = Files.readAllBytes(sound);

    fails("broken.safetensors", file(Arrays.copyOf(whole, whole.length / 2)));
    fails("broken.safetensors", file(Arrays.copyOf(whole, 5)));
  }

  @Test
  void headerThatIsSaidToBeHuge() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 62);

    fails(Long.toString(1L << 62), file(bytes.array()));
  }

  @Test
  void overlappingTensors() throws IOException {
    byte[] json =
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 12).order(ByteOrder.LITTLE_ENDIAN);

    fails("'b'", file(bytes.putLong(json.length).put(json).array()));
  }

  @Test
  void tensorOfAnotherShape() {
    fails(
        "'conv2.weight' of facenet-tiny must be 32x16x3x3, found 16x32x3x3",
        changed(
            t ->
                t.name().equals("conv2.weight")
                    ? new Stored(t.name(), Shape.of(16, 32, 3, 3), t.values())
                    : t));
  }

  @Test
  void missingTensors() {
    fails(
        "lacks the tensor fc.weight of facenet-tiny",
        changed(t -> t.name().equals("fc.weight") ? null : t));
    fails(
        "lacks the 4 tensors bn2.weight, bn2.bias, bn2.running_mean and 1 more",
        changed(t -> t.name().startsWith("bn2.") ? null : t));
  }

  @Test
  void unexpectedTensor() {
    Path extra = folder.resolve("extra.safetensors");
    TinyModels.saveChanged(
        extra,
        t -> t.name().equals("bn1.bias") ? new Stored("bn9.bias", t.shape(), t.values()) : null);

    fails("holds the tensor bn9.bias, unknown to facenet-tiny", sound, "--model", "" + extra);
  }

  @Test
  void tensorGivenTwice() {
    fails("give each part of a network once", changed(t -> t), "--model", sound.toString());
  }

  @Test
  void weightThatIsNotANumber() {
    for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Path file =
          changed(
              t -> {
                if (t.name().equals("bn2.bias")) {
                  t.values()[3] = broken;
                }
                return t;
              });

      fails("'bn2.bias' is " + broken, file);
    }
  }

  @Test
  void architectureThatNobodyKnows() throws IOException {
    fails("'nn5' is not known; use one of NN1, NN2,", sound, "--arch", "nn5");
    Path says = folder.resolve("says.safetensors");
    new SafetensorsWriter().metadata("architecture", "nn6").write(says);
    fails("'nn6' is not known; use one of NN1, NN2,", says);
    Path foreign = changed(t -> new Stored("x." + t.name(), t.shape(), t.values()));
    fails("name one with --arch: NN1, NN2, ", foreign);
  }

  @Test
  void weightsOfAnotherArchitecture() {
    fails("'conv1.weight' of nn4.small2 must be 64x3x7x7", sound, "--arch", "nn4.small2");
    fails("'conv1.weight' of mobileface-v2 must be", sound, "--arch", "mobileface-v2");
  }

  @Test
  void inputThatTheNetworkCannotTake() {
    Path file = folder.resolve("input.safetensors");
    TinyModels.saveWithMetadata(file, "input.height", "32");

    fails("fc: input must be", file);
  }
}
