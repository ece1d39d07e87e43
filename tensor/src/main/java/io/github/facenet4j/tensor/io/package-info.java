/**
 * Weights files: safetensors, read without trust and written without risk to the file that was
 * there before.
 *
 * <p>Read {@link io.github.facenet4j.tensor.io.SafetensorsFile} and {@link
 * io.github.facenet4j.tensor.io.SafetensorsWriter} first. May import the JDK and {@code
 * io.github.facenet4j.tensor}. Invariant: whatever a file holds, reading it either succeeds or
 * throws {@link io.github.facenet4j.tensor.io.WeightsFormatException} with one line, and takes no
 * more memory than a small multiple of the file.
 */
package io.github.facenet4j.tensor.io;
