package io.github.facenet4j.spark;

import io.github.facenet4j.facenet.data.PhotoFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Embeds the photographs below folders and writes them as Parquet: path, content hash, embedding,
 * failure.
 *
 * <p>Run by {@code spark-submit --class io.github.facenet4j.spark.EmbedPhotosJob}; photographs and
 * weights lie where every machine reads them under the same path.
 */
@Command(
    name = "embed-photos",
    mixinStandardHelpOptions = true,
    description = "Embed photographs on many machines, into Parquet.")
public final class EmbedPhotosJob implements Callable<Integer> {
  @Option(names = "--model", required = true, description = "Weights (safetensors).")
  private String model;

  @Option(
      names = "--detector",
      description = "MTCNN weights; without them the images are aligned crops.")
  private String detector;

  @Option(names = "--device", description = "Device of every machine; default ${DEFAULT-VALUE}.")
  private String device = "cpu";

  @Option(names = "--batch", description = "Faces computed at a time; default ${DEFAULT-VALUE}.")
  private int batch = 32;

  @Option(names = "--partitions", description = "Parts of the work; default: as many as cores.")
  private Integer partitions;

  @Option(names = "--out", required = true, description = "Folder of the result; must be new.")
  private String target;

  @Parameters(arity = "1..*", description = "Folders of photographs.")
  private List<Path> folders;

  /** Runs the job in the session that {@code spark-submit} has configured. */
  public static void main(String[] arguments) {
    int code = new CommandLine(new EmbedPhotosJob()).execute(arguments);
    if (code != 0) {
      throw new IllegalStateException("The job failed with code " + code + "; see the log");
    }
  }

  @Override
  public Integer call() throws IOException {
    try (SparkSession session =
        SparkSession.builder().appName("facenet4j embed-photos").getOrCreate()) {
      List<String> paths = PhotoFolder.list(folders).stream().map(Path::toString).toList();
      int parts = partitions == null ? session.sparkContext().defaultParallelism() : partitions;
      rows(session, paths, new EmbeddingPlan(model, detector, device, batch), parts)
          .write()
          .mode(SaveMode.ErrorIfExists)
          .parquet(target);
    }
    return 0;
  }

  /**
   * The rows of these photographs, in no order.
   *
   * @param partitions each opens one device
   */
  public static Dataset<Row> rows(
      SparkSession session, List<String> paths, EmbeddingPlan plan, int partitions) {
    MapPartitionsFunction<String, Row> embed =
        some -> {
          PhotoRows rows = new PhotoRows(some, plan);
          TaskCompletionListener close = context -> rows.close();
          TaskContext.get().addTaskCompletionListener(close);
          return rows;
        };
    return session
        .createDataset(paths, Encoders.STRING())
        .repartition(partitions)
        .mapPartitions(embed, Encoders.row(PhotoRows.SCHEMA));
  }
}
