package io.github.facenet4j.facenet.net;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a network takes: the size of its face crops and how samples become numbers. It travels in
 * the weights file, because weights are worthless under another pre-processing.
 *
 * @param height rows of a crop
 * @param width columns of a crop
 * @param order channel order of the numbers
 * @param mean subtracted from each sample 0..255
 * @param scale multiplies the difference: {@code y = (x − mean)·scale}
 * @param template name of the {@link FaceTemplate} that crops are aligned to
 */
public record InputSpec(
    int height, int width, ChannelOrder order, float mean, float scale, String template) {
  private static final String HEIGHT = "input.height";
  private static final String WIDTH = "input.width";
  private static final String ORDER = "input.order";
  private static final String MEAN = "input.mean";
  private static final String SCALE = "input.scale";
  private static final String TEMPLATE = "input.template";

  /** The metadata keys that {@link #toMetadata} writes. */
  static final List<String> KEYS = List.of(HEIGHT, WIDTH, ORDER, MEAN, SCALE, TEMPLATE);

  /** Checks that the numbers make sense. */
  public InputSpec {
    Shape.nhwc(1, height, width, RgbImage.CHANNELS);
    if (!Float.isFinite(mean) || !Float.isFinite(scale) || scale == 0) {
      throw new IllegalArgumentException(
          "An input needs a finite mean and a finite scale other than 0, got mean "
              + mean
              + " and scale "
              + scale);
    }
  }

  /** For crops of a template, in the template's size. */
  public static InputSpec of(FaceTemplate template, ChannelOrder order, float mean, float scale) {
    return new InputSpec(template.height(), template.width(), order, mean, scale, template.name());
  }

  /** NHWC shape of this many crops. */
  public Shape shape(int batch) {
    return Shape.nhwc(batch, height, width, RgbImage.CHANNELS);
  }

  /** Where the points of a face lie in a crop. */
  public FaceTemplate faceTemplate() {
    return FaceTemplate.named(template);
  }

  /**
   * Crops as one NHWC array.
   *
   * @return [crops, height, width, 3]
   * @throws IllegalArgumentException when a crop has another size
   */
  public float[] toBatch(List<RgbImage> crops) {
    float[] batch = new float[shape(crops.size()).intElements()];
    for (int i = 0; i < crops.size(); i++) {
      write(crops.get(i), batch, i);
    }
    return batch;
  }

  /**
   * Writes one crop into a batch.
   *
   * @param batch NHWC, receives height·width·3 values
   * @param slot which image of the batch
   * @throws IllegalArgumentException when the crop has another size
   */
  public void write(RgbImage crop, float[] batch, int slot) {
    if (crop.width() != width || crop.height() != height) {
      throw new IllegalArgumentException(
          "The network takes aligned crops of "
              + width
              + "x"
              + height
              + ", got an image of "
              + crop.sizeText()
              + "; align the face to template '"
              + template
              + "' first");
    }
    float[] means = {mean, mean, mean};
    float[] scales = {scale, scale, scale};
    crop.toFloats(batch, slot * crop.sampleCount(), order, means, scales);
  }

  /** As key-value pairs of a weights file. */
  public Map<String, String> toMetadata() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(HEIGHT, Integer.toString(height));
    map.put(WIDTH, Integer.toString(width));
    map.put(ORDER, order.name());
    map.put(MEAN, Float.toString(mean));
    map.put(SCALE, Float.toString(scale));
    map.put(TEMPLATE, template);
    return map;
  }

  /**
   * Reads what {@link #toMetadata} wrote.
   *
   * @return empty when none of the keys is there
   * @throws IllegalArgumentException when some are missing or malformed
   */
  public static Optional<InputSpec> fromMetadata(Map<String, String> metadata) {
    List<String> missing = KEYS.stream().filter(key -> !metadata.containsKey(key)).toList();
    if (missing.size() == KEYS.size()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "The weights file describes its input incompletely: metadata " + missing + " is missing");
    }
    try {
      return Optional.of(
          new InputSpec(
              Integer.parseInt(metadata.get(HEIGHT)),
              Integer.parseInt(metadata.get(WIDTH)),
              ChannelOrder.valueOf(metadata.get(ORDER).toUpperCase(Locale.ROOT)),
              Float.parseFloat(metadata.get(MEAN)),
              Float.parseFloat(metadata.get(SCALE)),
              metadata.get(TEMPLATE)));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "The weights file describes its input wrongly: " + malformed.getMessage(), malformed);
    }
  }
}
