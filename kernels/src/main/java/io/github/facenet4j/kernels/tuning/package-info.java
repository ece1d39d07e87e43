/**
 * Which kernel variant a call gets: what was forced, else what was measured for the device and the
 * shape class, else the default for the device type and the shape; and how that is measured.
 *
 * <p>Read {@link io.github.facenet4j.kernels.tuning.VariantChoices} and {@link
 * io.github.facenet4j.kernels.tuning.TuningRun} first. May import {@code kernels.library} and
 * {@code tensor}. Invariant: a choice depends on the device, the spec and the tuning file in use
 * alone, so equal calls run equal kernels and give equal bits.
 */
package io.github.facenet4j.kernels.tuning;
