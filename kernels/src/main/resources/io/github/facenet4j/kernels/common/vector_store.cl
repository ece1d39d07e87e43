// common/vector_store.cl   Stores VW channels of one pixel through the epilogue       included
//
// y = activation(sum + bias[channel] + residual), see common/epilogue.cl; VW and the functions for the
// first of its values are those of common/register_tile.cl.
//
// Params  STREAM, see common/past_caches.cl; 1 needs y + at at a multiple of VW floats

#include "common/epilogue.cl"
#include "common/past_caches.cl"
#include "common/register_tile.cl"

/** The activations without slopes. Comparisons, not fmin and fmax: a NaN stays a NaN. */
inline __attribute__((always_inline)) floatv rectified(floatv v, const int activation) {
  if (activation == ACTIVATION_RELU || activation == ACTIVATION_RELU6)
    v = v < 0.0f ? (floatv)(0.0f) : v;
  if (activation == ACTIVATION_RELU6) v = v > 6.0f ? (floatv)(6.0f) : v;
  return v;
}

/** Stores the first count channels and touches nothing behind them. */
inline void store_vector(floatv sums, size_t at, int channel, int count,
                         __global const float *bias, __global const float *residual,
                         __global const float *slopes, int activation, __global float *y) {
  if (bias) sums += load_first(bias + channel, count);
  if (residual) sums += load_first(residual + at, count);
  if (activation == ACTIVATION_PRELU)
    sums = sums < 0.0f ? sums * load_first(slopes + channel, count) : sums;
  const floatv result = rectified(sums, activation);
#ifdef PASSES_CACHES
  if (count >= VW) {
    STORE_PAST(result, y + at);
    return;
  }
#endif
  store_first(result, count, y + at);
}
