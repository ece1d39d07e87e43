/**
 * Face verification: are two pictures of one person? Measured from distances of pairs.
 *
 * <p>Read {@link io.github.facenet4j.facenet.eval.PairDistances} and {@link
 * io.github.facenet4j.facenet.eval.VerificationProtocol} first. May import {@code facenet.data},
 * {@code facenet.image}, Commons Math and FastCSV. Invariant: a pair is accepted as the same person
 * if and only if its distance is <em>below</em> the threshold, so tied distances are accepted or
 * refused together.
 */
package io.github.facenet4j.facenet.eval;
