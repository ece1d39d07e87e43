// common/vector_store.cl   Stores VW channels of one pixel through the epilogue       included
//
// y = activation(sum + bias[channel] + residual), see common/epilogue.cl; VW, floatv, LOADV and STOREV are
// those of common/register_tile.cl.

#include "common/epilogue.cl"
#include "common/register_tile.cl"

/** Stores the first count channels and touches nothing behind them. */
inline void store_vector(floatv sums, size_t at, int channel, int count,
                         __global const float *bias, __global const float *residual,
                         __global const float *slopes, int activation, __global float *y) {
  if (count < VW) {
    float values[VW];
    STOREV(sums, values);
    for (int j = 0; j < count; j++)
      y[at + j] = epilogue(values[j], at + j, channel + j, bias, residual, slopes, activation);
    return;
  }
  if (bias) sums += LOADV(bias + channel);
  if (residual) sums += LOADV(residual + at);
  if (activation == ACTIVATION_PRELU) sums = sums < 0.0f ? sums * LOADV(slopes + channel) : sums;
  if (activation == ACTIVATION_RELU || activation == ACTIVATION_RELU6)
    sums = sums < 0.0f ? (floatv)(0.0f) : sums;
  if (activation == ACTIVATION_RELU6) sums = sums > 6.0f ? (floatv)(6.0f) : sums;
  STOREV(sums, y + at);
}
