package io.github.facenet4j.facenet.photo;

import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.facenet.net.EmbeddingThread;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.MemoryScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Gathers faces into batches for the network, which computes one while the next is gathered. */
final class FaceBatches implements AutoCloseable {
  private final InputSpec spec;
  private final int embeddingSize;
  private final int batchSize;
  private final EmbeddingThread thread;

  /** Arrays of whole batches that were computed: filled again, not left to the collector. */
  private final Deque<float[]> inputs = new ArrayDeque<>();

  private List<Pending> gathered = new ArrayList<>();

  /** A face and who wants its embedding. */
  private record Pending(CroppedFace face, Consumer<EmbeddedFace> owner) {}

  FaceBatches(Network network, MemoryScope scope, int batchSize) {
    this.spec = network.input();
    this.embeddingSize = network.embeddingSize();
    this.batchSize = batchSize;
    this.thread = new EmbeddingThread(network, scope);
  }

  /** Adds a face; when a batch is full, waits for the one before it and hands out what it gave. */
  void add(CroppedFace face, Consumer<EmbeddedFace> owner) {
    gathered.add(new Pending(face, owner));
    if (gathered.size() == batchSize) {
      start();
    }
  }

  /** Waits for all faces and hands out what they gave. */
  void finish() {
    if (!gathered.isEmpty()) {
      start();
    }
    thread.finish();
  }

  private void start() {
    List<Pending> faces = gathered;
    gathered = new ArrayList<>();
    float[] input =
        faces.size() == batchSize && !inputs.isEmpty()
            ? inputs.remove()
            : new float[spec.shape(faces.size()).intElements()];
    for (int i = 0; i < faces.size(); i++) {
      spec.write(faces.get(i).face.crop(), input, i);
    }
    thread.embed(faces.size(), input, outputs -> handOut(faces, input, outputs));
  }

  private void handOut(List<Pending> faces, float[] input, float[] outputs) {
    List<float[]> embeddings = Embeddings.units(outputs, embeddingSize);
    for (int i = 0; i < embeddings.size(); i++) {
      Pending done = faces.get(i);
      done.owner.accept(new EmbeddedFace(done.face.place(), embeddings.get(i)));
    }
    if (faces.size() == batchSize) {
      inputs.add(input);
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
