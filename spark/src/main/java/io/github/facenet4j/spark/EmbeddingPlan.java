package io.github.facenet4j.spark;

import java.io.Serializable;

/**
 * How every machine embeds: the same everywhere.
 *
 * @param model weights file, readable on every machine
 * @param detector MTCNN weights, readable on every machine; null for aligned crops
 * @param device such as {@code cpu} or {@code opencl}
 * @param batch faces computed at a time
 */
public record EmbeddingPlan(String model, String detector, String device, int batch)
    implements Serializable {}
