package io.github.facenet4j.facenet.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.facenet4j.facenet.EmbeddingPipeline;
import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.photo.EmbeddingFile;
import io.github.facenet4j.facenet.photo.FaceCropper;
import io.github.facenet4j.facenet.photo.Shard;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the embeddings of images. */
@Command(name = "embed", description = "Print the embedding of each image.")
final class EmbedCommand extends Verb {
  /** How embeddings are printed. */
  enum Format {
    /** A header {@code path,e0,e1,…}, then a line for each image. */
    CSV,
    /** A float32 matrix for NumPy, and a table of its rows' paths beside it; with --recursive. */
    NPY,
    /** One object with the device and an array of {@code {"path":…,"embedding":[…]}}. */
    JSON
  }

  @Mixin private ModelOptions model;
  @Mixin private FaceOptions faces;
  @Mixin private DeviceOption device;
  @Mixin private Progress progress;

  @Option(names = "--raw", description = "Print the network's output without normalising it.")
  private boolean raw;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}; default csv.")
  private Format format = Format.CSV;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images computed at a time; default ${DEFAULT-VALUE}.")
  private int batch = 32;

  @Option(names = "--out", paramLabel = "FILE", description = "Write there, not to the output.")
  private Path file;

  @Option(
      names = "--recursive",
      description =
          "Embed all images below folders into --out, as CSV or NPY. Run again it goes on where it was"
              + " cut off; what cannot be used is listed at the end.")
  private boolean recursive;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description = "With --recursive: the I-th of N parts of the images, for several machines.")
  private String shard;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Image files, or folders.")
  private List<Path> images;

  @Override
  protected void run() throws IOException {
    model.check(this);
    faces.check(this);
    if (recursive) {
      runRecursively();
      return;
    }
    if (shard != null || format == Format.NPY) {
      throw usage("--shard and --format npy go with --recursive");
    }
    try (Backend backend = device.open(this, images.size());
        MemoryScope scope = MemoryScope.root(backend, "embed")) {
      Model loaded = model.load(scope);
      if (file == null) {
        print(out(), loaded, scope);
        return;
      }
      try (PrintWriter writer =
          new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
        print(writer, loaded, scope);
        if (writer.checkError()) {
          throw new IOException("'" + file + "' cannot be written: the result is incomplete");
        }
      }
    }
  }

  private void runRecursively() throws IOException {
    if (file == null || raw || json || format == Format.JSON) {
      throw usage("--recursive writes unit vectors as csv or npy into --out FILE");
    }
    Shard part = shard == null ? Shard.WHOLE : parsed(shard);
    try (Backend backend = device.open(this);
        MemoryScope scope = MemoryScope.root(backend, "embed")) {
      Network network = model.load(scope).network();
      FaceCropper cropper = faces.cropper(this, model, network.input(), scope);
      try (EmbeddingFile target =
          format == Format.NPY
              ? EmbeddingFile.npy(file, network.embeddingSize())
              : EmbeddingFile.csv(file, network.embeddingSize())) {
        new BulkEmbedding(this, target, batch).run(images, part, network, scope, cropper, progress);
      }
    }
  }

  private Shard parsed(String text) {
    try {
      return Shard.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw usage(malformed.getMessage());
    }
  }

  private void print(PrintWriter to, Model loaded, MemoryScope scope) throws IOException {
    Network network = loaded.network();
    List<float[]> embeddings = embeddings(network, scope);
    if (json || format == Format.JSON) {
      to.println(Json.of(fields(network, scope.backend(), embeddings)));
    } else {
      printCsv(to, network.embeddingSize(), embeddings);
    }
  }

  private List<float[]> embeddings(Network network, MemoryScope scope) throws IOException {
    AlignedFaces crops = faces.faces(this, model, network.input(), scope);
    EmbeddingPipeline pipeline = new EmbeddingPipeline(network, scope, batch, Views.CROP);
    List<float[]> embeddings = new ArrayList<>();
    try (Progress.Bar bar = progress.start(this, "embed", images.size())) {
      pipeline.run(
          images,
          crops::crop,
          (index, output) -> {
            embeddings.add(raw ? output : Embeddings.unit(output));
            bar.add(1);
          });
    }
    return embeddings;
  }

  private void printCsv(PrintWriter to, int size, List<float[]> embeddings) throws IOException {
    CsvWriter csv = CsvWriter.builder().build(to);
    String[] row = new String[size + 1];
    row[0] = "path";
    for (int e = 0; e < size; e++) {
      row[e + 1] = "e" + e;
    }
    csv.writeRecord(row);
    for (int i = 0; i < images.size(); i++) {
      row[0] = images.get(i).toString();
      for (int e = 0; e < size; e++) {
        row[e + 1] = Float.toString(embeddings.get(i)[e]);
      }
      csv.writeRecord(row);
    }
    csv.flush();
  }

  private Map<String, Object> fields(Network network, Backend backend, List<float[]> embeddings) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("path", images.get(i).toString());
      row.put("embedding", embeddings.get(i));
      rows.add(row);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architecture", network.architecture());
    fields.put("normalised", !raw);
    fields.put("device", backend.device().id());
    fields.put("images", rows);
    return fields;
  }
}
