package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What ops derived from the contents of one storage, such as a packed matrix or a transformed
 * filter. A storage drops them when its contents may change.
 *
 * <p>The first time that a form is asked for it is made in scratch: most operands change before
 * they are used again. The second time it is kept: these are weights at inference.
 */
final class DerivedForms {
  private final Set<Object> askedFor = ConcurrentHashMap.newKeySet();
  private final Map<Object, float[]> kept = new ConcurrentHashMap<>();

  /** Fills a form. */
  interface Maker {
    /** Writes the form from element 0 on. */
    void make(float[] form);
  }

  /**
   * A form of at least this many values, made where it is not kept yet.
   *
   * @param key tells the forms of a storage from each other, by value
   * @param scratch of the calling thread; {@link Use#PACKED_SHARED} may hold the result
   */
  float[] get(Object key, int length, Scratch scratch, Maker maker) {
    return get(key, length, scratch, Use.PACKED_SHARED, maker);
  }

  /** The same for an op with several forms, each of which may lie in a scratch of its own. */
  float[] get(Object key, int length, Scratch scratch, Use use, Maker maker) {
    float[] form = kept.get(key);
    if (form != null) {
      return form;
    }
    boolean again = !askedFor.add(key);
    form = again ? new float[length] : scratch.floats(use, length);
    maker.make(form);
    if (again) {
      kept.put(key, form);
    }
    return form;
  }
}
