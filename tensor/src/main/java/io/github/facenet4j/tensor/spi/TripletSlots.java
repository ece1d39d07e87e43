package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/**
 * Triplets in fixed slots: the pairs of anchor a are the slots {@code pairStart[a] …
 * pairStart[a+1]−1}.
 *
 * @param pairStart int32 [B+1]
 * @param pairPositive int32 [T], index of the positive
 * @param negatives int32 [T], index of the negative, or −1 for an empty slot
 */
public record TripletSlots(Tensor pairStart, Tensor pairPositive, Tensor negatives) {}
