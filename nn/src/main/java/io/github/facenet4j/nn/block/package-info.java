/**
 * Layers made of layers, and the transformation that folds them for inference.
 *
 * <p>Read {@link io.github.facenet4j.nn.block.Sequential} and {@link
 * io.github.facenet4j.nn.block.Concat} first. May import {@code nn}, {@code nn.layer}, {@code
 * nn.init} and the tensor module. Invariant: backward visits children in the opposite order of
 * forward, and blocks give intermediates back as soon as nobody needs them.
 */
package io.github.facenet4j.nn.block;
