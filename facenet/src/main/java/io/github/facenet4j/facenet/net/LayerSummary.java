package io.github.facenet4j.facenet.net;

import io.github.facenet4j.tensor.Shape;

/**
 * One line of {@link Network#describe()}.
 *
 * @param name path of the layer
 * @param kind what it is, with its sizes
 * @param output shape of its result for one image, NHWC for maps
 * @param parameters trainable values
 * @param multiplyAdds for one image, the additions of biases among them, as FaceNet's tables count;
 *     but not of those that a batch norm takes out again
 */
public record LayerSummary(
    String name, String kind, Shape output, long parameters, long multiplyAdds) {

  /** Bytes of its trainable values and of its result for one image. */
  public long memoryBytes() {
    return (parameters + output.elements()) * Float.BYTES;
  }
}
