/**
 * Embedding photographs on many machines, as a Spark job.
 *
 * <p>Read {@link io.github.facenet4j.spark.EmbedPhotosJob} first, then {@link
 * io.github.facenet4j.spark.PhotoRows}. May import Spark and {@code facenet}. Invariant: the rows
 * are those that {@code facenet embed --recursive} writes on one machine, in some order.
 */
package io.github.facenet4j.spark;
