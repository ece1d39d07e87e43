package io.github.facenet4j.facenet.photo;

import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.RgbImage;
import java.util.Optional;

/**
 * A face, cut out as a network wants it.
 *
 * @param place where it is in its photograph; empty where the whole image is an aligned crop
 * @param crop of the network's size
 */
public record CroppedFace(Optional<DetectedFace> place, RgbImage crop) {}
