/**
 * What a training run leaves in its folder besides weights and checkpoints, and the page made of
 * it.
 *
 * <p>Read {@link io.github.facenet4j.facenet.run.RunRecord} and {@link
 * io.github.facenet4j.facenet.run.RunReport} first. May import {@code facenet.report}, {@code
 * facenet.train}, {@code facenet.eval}, {@code facenet.data}, {@code tensor.io} and {@code
 * tensor.spi}. Invariant: a report is made of files alone; no network is loaded for it.
 */
package io.github.facenet4j.facenet.run;
