/**
 * People who do not exist: a parametric face renderer, and the demonstration that learns to tell
 * its people apart.
 *
 * <p>Read {@link io.github.facenet4j.facenet.demo.SyntheticPerson} (who it is) and {@link
 * io.github.facenet4j.facenet.demo.Capture} (how the picture was taken) first, then {@link
 * io.github.facenet4j.facenet.demo.FaceRenderer}. May import the other packages of this module,
 * {@code nn} and {@code tensor}. Invariant: a picture is a function of person, capture and size
 * alone, bit for bit, on every JVM: drawing uses only IEEE arithmetic and square roots, and {@link
 * java.lang.StrictMath} for angles.
 */
package io.github.facenet4j.facenet.demo;
