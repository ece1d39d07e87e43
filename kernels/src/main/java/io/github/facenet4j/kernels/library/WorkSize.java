package io.github.facenet4j.kernels.library;

/**
 * Work-items that a launch needs, per dimension; the launch rounds them up to whole groups, so
 * kernels guard their edges.
 *
 * @param items at least 1 each, one to three dimensions
 */
public record WorkSize(long... items) {

  /** Checks the number of dimensions and that none is empty. */
  public WorkSize {
    if (items.length < 1 || items.length > 3) {
      throw new IllegalArgumentException(
          "A launch has one to three dimensions, got " + items.length);
    }
    for (long item : items) {
      if (item < 1) {
        throw new IllegalArgumentException(
            "A launch needs at least one work-item in each dimension, got " + item);
      }
    }
  }

  /** One dimension. */
  public static WorkSize of(long x) {
    return new WorkSize(x);
  }

  /** Two dimensions; x is dimension 0, the one along which neighbours should touch neighbours. */
  public static WorkSize of(long x, long y) {
    return new WorkSize(x, y);
  }

  /** Three dimensions. */
  public static WorkSize of(long x, long y, long z) {
    return new WorkSize(x, y, z);
  }

  /** How many blocks of this size cover so many elements: ⌈elements / block⌉. */
  public static int blocks(long elements, int block) {
    return Math.toIntExact((elements + block - 1) / block);
  }

  /** Global sizes rounded up to multiples of the group; an empty group leaves them as they are. */
  public long[] roundedTo(int... group) {
    if (group.length != 0 && group.length != items.length) {
      throw new IllegalArgumentException(
          "Work-group has " + group.length + " dimensions, the launch " + items.length);
    }
    long[] rounded = items.clone();
    for (int d = 0; d < group.length; d++) {
      rounded[d] = (items[d] + group[d] - 1) / group[d] * group[d];
    }
    return rounded;
  }
}
