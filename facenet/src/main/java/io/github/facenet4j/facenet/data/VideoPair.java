package io.github.facenet4j.facenet.data;

/**
 * Two videos of a verification protocol.
 *
 * @param fold part of the protocol the pair belongs to, from 1
 * @param kind whether one person is shown
 * @param first name of a video, such as {@code Aaron_Eckhart/0}
 * @param second name of another
 */
public record VideoPair(int fold, PairKind kind, String first, String second) {}
