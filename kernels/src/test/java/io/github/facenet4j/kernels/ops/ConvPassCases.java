package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.tensor.testing.ConvCases;
import io.github.facenet4j.tensor.testing.ParityCase;
import java.util.List;
import java.util.Locale;

/** The cases of one pass of the convolution. */
final class ConvPassCases {
  private ConvPassCases() {}

  static List<ParityCase> of(Pass pass) {
    String name = "conv " + pass.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return ConvCases.all().stream().filter(each -> each.name().startsWith(name)).toList();
  }
}
