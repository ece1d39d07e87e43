// common/epilogue.cl   What a product or convolution does to its sums before storing them
//
// y = activation(sum + bias[c] + residual), c the output channel. A kernel that includes this takes
// the arguments (bias, residual, slopes, activation); an absent buffer is NULL. The switch runs once
// per stored value, after a sum of K terms, so it is an argument and not a compile-time parameter:
// one build serves all layers.

#define ACTIVATION_NONE 0
#define ACTIVATION_RELU 1
#define ACTIVATION_RELU6 2
#define ACTIVATION_PRELU 3

// Comparisons, not fmin and fmax: a NaN stays a NaN.
inline float activate(float x, float slope, int activation) {
  switch (activation) {
    case ACTIVATION_RELU: return x < 0.0f ? 0.0f : x;
    case ACTIVATION_RELU6: return x < 0.0f ? 0.0f : (x > 6.0f ? 6.0f : x);
    case ACTIVATION_PRELU: return x < 0.0f ? x * slope : x;
    default: return x;
  }
}

inline float epilogue(float sum, size_t index, int channel, __global const float *bias,
                      __global const float *residual, __global const float *slopes,
                      int activation) {
  if (bias) sum += bias[channel];
  if (residual) sum += residual[index];
  return activate(sum, activation == ACTIVATION_PRELU ? slopes[channel] : 0.0f, activation);
}
