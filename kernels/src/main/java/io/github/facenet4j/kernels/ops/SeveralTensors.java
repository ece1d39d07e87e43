package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * Launches over lists of tensors, eight at a time: the groups of a launch are shared out among
 * them, as {@code common/several.cl} expects it.
 */
final class SeveralTensors {
  private static final int TOGETHER = 8;

  private SeveralTensors() {}

  /**
   * Launches a kernel until all tensors had their turn.
   *
   * @param what who asks
   * @param layout of the kernel, a flat one
   * @param kinds lists of one length; the tensors at one place in them have as many elements
   * @param numbers the kernel's arguments before its tensors
   */
  static void launch(
      String what, Kernel kernel, Geometry layout, List<List<Tensor>> kinds, Object... numbers) {
    int size = kinds.get(0).size();
    for (int from = 0; from < size; from += TOGETHER) {
      int end = Math.min(size, from + TOGETHER);
      // An asker's arguments stand until it has others, so each launch of a list is one.
      String asker = size <= TOGETHER ? what : what + " from " + from + " of " + size;
      launch(asker, kernel, layout, kinds, from, end, numbers);
    }
  }

  private static void launch(
      String what,
      Kernel kernel,
      Geometry layout,
      List<List<Tensor>> kinds,
      int from,
      int end,
      Object... numbers) {
    int[] counts = new int[TOGETHER];
    int[] firstGroups = new int[TOGETHER];
    int before = numbers.length + 2;
    Object[] arguments = new Object[before + kinds.size() * TOGETHER];
    arguments[0] = counts;
    arguments[1] = firstGroups;
    System.arraycopy(numbers, 0, arguments, 2, numbers.length);
    int groups = 0;
    for (int i = 0; i < TOGETHER; i++) {
      firstGroups[i] = groups;
      if (from + i < end) {
        counts[i] = Elements.count(what, kinds.get(0).get(from + i).shape().elements());
        groups += WorkSize.blocks(counts[i], layout.vector() * layout.group());
        for (int kind = 0; kind < kinds.size(); kind++) {
          arguments[before + kind * TOGETHER + i] = kinds.get(kind).get(from + i);
        }
      }
    }
    kernel.launch(what, WorkSize.of((long) groups * layout.group()), arguments);
  }
}
