/** Layers with their gradients, metrics of embeddings, optimizers. */
module io.github.facenet4j.nn {
  requires transitive io.github.facenet4j.tensor;

  exports io.github.facenet4j.nn;
  exports io.github.facenet4j.nn.block;
  exports io.github.facenet4j.nn.init;
  exports io.github.facenet4j.nn.layer;
  exports io.github.facenet4j.nn.metric;
  exports io.github.facenet4j.nn.optim;
}
