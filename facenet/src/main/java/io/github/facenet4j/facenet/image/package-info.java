/**
 * Pixels: reading image files, aligning faces to a template, resizing, augmenting.
 *
 * <p>Read {@link io.github.facenet4j.facenet.image.RgbImage} and {@link
 * io.github.facenet4j.facenet.image.Aligner} first. May import the JDK alone. Invariant:
 * coordinates are 0-based with pixel centres at integers, x to the right and y down, so an image
 * covers [−½, width−½) × [−½, height−½); "left" means left in the image.
 */
@NullMarked
package io.github.facenet4j.facenet.image;

import org.jspecify.annotations.NullMarked;
