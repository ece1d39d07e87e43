/**
 * Which kernel variant a call gets: what was forced, else the default for the device type and the
 * shape class.
 *
 * <p>Read {@link io.github.facenet4j.kernels.tuning.VariantChoices} and {@link
 * io.github.facenet4j.kernels.tuning.RegisterTile} first. May import {@code kernels.library} and
 * {@code tensor}. Invariant: a choice depends on the device and the spec alone, so equal calls run
 * equal kernels and give equal bits.
 */
package io.github.facenet4j.kernels.tuning;
