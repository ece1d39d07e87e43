package io.github.facenet4j.facenet.photo;

import io.github.facenet4j.facenet.image.DetectedFace;
import java.util.Optional;

/**
 * A face of a photograph.
 *
 * @param place where it is; empty where the whole image is an aligned crop
 * @param embedding length 1
 */
public record EmbeddedFace(Optional<DetectedFace> place, float[] embedding) {}
