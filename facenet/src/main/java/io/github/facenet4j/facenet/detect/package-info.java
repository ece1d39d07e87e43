/**
 * Finding faces and their five points in photographs: MTCNN (Zhang, Zhang, Li, Qiao 2016) on the
 * project's own engine.
 *
 * <p>Read {@link io.github.facenet4j.facenet.detect.Mtcnn} first, then {@link
 * io.github.facenet4j.facenet.image.DetectedFace}. May import {@code image}, {@code nn} and {@code
 * tensor}. Invariant: positions are pixels of the photograph that was given, integers being pixel
 * centres.
 */
@NullMarked
package io.github.facenet4j.facenet.detect;

import org.jspecify.annotations.NullMarked;
