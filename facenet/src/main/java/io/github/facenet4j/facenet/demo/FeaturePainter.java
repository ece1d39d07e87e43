package io.github.facenet4j.facenet.demo;

/** Paints one feature of the face: changes colour, gloss, shade or relief of a visible point. */
@FunctionalInterface
interface FeaturePainter {
  void paint(Texel t);
}
