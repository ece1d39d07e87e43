package io.github.facenet4j.facenet.net;

import static io.github.facenet4j.tensor.spi.PoolKind.MAX;

import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Dropout;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Lrn;
import io.github.facenet4j.nn.layer.Maxout;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NN1 of FaceNet (Schroff et al. 2015, table 1): the network of Zeiler and Fergus (2014) with 1×1
 * convolutions between its layers (Lin et al. 2014) and two fully connected maxout layers. 220×220
 * input, 140 million parameters, 1.6 billion multiply-adds, 128-D unit output.
 *
 * <p>The table has no dropout; the networks that it descends from (Krizhevsky et al. 2012) drop
 * half of the values before each fully connected layer in training, and so does this one.
 */
final class PaperZeilerFergus implements Architecture {
  private static final int PIXELS = 220;
  private static final int WIDE = 32 * 128;
  private static final int PIECES = 2;
  private static final float DROPPED = 0.5f;
  private static final Window ONE = Window.of(1);
  private static final Window SAME = Window.same(3);
  private static final Window HALF = SAME.stride(2);

  /** A convolution of the table: name, window, channels of its result. */
  private record Row(String name, Window window, int out) {}

  private final Form form;

  PaperZeilerFergus(Form form) {
    this.form = form;
  }

  @Override
  public Optional<Architecture> in(Form other) {
    return Optional.of(new PaperZeilerFergus(other));
  }

  @Override
  public String name() {
    return form.of("NN1");
  }

  @Override
  public String origin() {
    return "FaceNet's NN1 (Schroff et al. 2015, table 1), after Zeiler and Fergus 2014";
  }

  @Override
  public InputSpec input() {
    return Form.input(FaceTemplate.tight(PIXELS));
  }

  @Override
  public Head head() {
    return Head.UNIT;
  }

  @Override
  public Layer trunk(Width width) {
    int hidden = width.of(WIDE);
    List<Layer> layers = new ArrayList<>();
    convolve(layers, width, 3, new Row("conv1", Window.same(7).stride(2), 64));
    layers.add(new Pool("pool1", MAX, HALF));
    layers.add(new Lrn("rnorm1"));
    convolve(layers, width, 64, new Row("conv2a", ONE, 64), new Row("conv2", SAME, 192));
    layers.add(new Lrn("rnorm2"));
    layers.add(new Pool("pool2", MAX, HALF));
    convolve(layers, width, 192, new Row("conv3a", ONE, 192), new Row("conv3", SAME, 384));
    layers.add(new Pool("pool3", MAX, HALF));
    convolve(layers, width, 384, new Row("conv4a", ONE, 384), new Row("conv4", SAME, 256));
    convolve(layers, width, 256, new Row("conv5a", ONE, 256), new Row("conv5", SAME, 256));
    convolve(layers, width, 256, new Row("conv6a", ONE, 256), new Row("conv6", SAME, 256));
    layers.add(new Pool("pool4", MAX, HALF));
    layers.add(new Dropout("drop1", DROPPED));
    layers.add(new Linear("fc1", Shape.of(7, 7, width.of(256)), PIECES * hidden, Bias.ADDED));
    layers.add(new Maxout("maxout1", PIECES, hidden));
    layers.add(new Dropout("drop2", DROPPED));
    layers.add(new Linear("fc2", hidden, PIECES * hidden, Bias.ADDED));
    layers.add(new Maxout("maxout2", PIECES, hidden));
    layers.add(new Linear("fc7128", hidden, width.of(form.embedding()), Bias.ADDED));
    return new Sequential(name(), layers);
  }

  private void convolve(List<Layer> layers, Width width, int in, Row... rows) {
    ConvUnit unit = form.unit();
    int channels = in == RgbImage.CHANNELS ? in : width.of(in);
    for (Row row : rows) {
      String norm = row.name().replace("conv", "bn");
      int out = width.of(row.out());
      layers.addAll(unit.layers(row.name(), norm, channels, out, row.window()));
      channels = out;
    }
  }
}
