// common/tile_store.cl   Stores one row of a register tile through the epilogue
//
// y[0..count) = activation(sums + (y) + bias[channel..] + residual), vectors first, then the odd
// columns one by one. `accumulate` adds what y holds: the earlier part of a sum that is split over k.

#include "common/epilogue.cl"

inline void store_row(__private const float *sums, int count, int channel, size_t at,
                      __global const float *bias, __global const float *residual,
                      __global const float *slopes, int activation, int accumulate,
                      __global float *y) {
  int j = 0;
  for (; j + VW <= count; j += VW) {
    floatv v = LOADV(sums + j);
    if (accumulate) v += LOADV(y + at + j);
    if (bias) v += LOADV(bias + channel + j);
    if (residual) v += LOADV(residual + at + j);
    if (activation == ACTIVATION_PRELU) {
      v = v < 0.0f ? v * LOADV(slopes + channel + j) : v;
    } else if (activation != ACTIVATION_NONE) {
      v = v < 0.0f ? (floatv)(0.0f) : v;
      if (activation == ACTIVATION_RELU6) v = v > 6.0f ? (floatv)(6.0f) : v;
    }
    STOREV(v, y + at + j);
  }
  for (; j < count; j++) {
    const float sum = accumulate ? y[at + j] + sums[j] : sums[j];
    y[at + j] = epilogue(sum, at + j, channel + j, bias, residual, slopes, activation);
  }
}
