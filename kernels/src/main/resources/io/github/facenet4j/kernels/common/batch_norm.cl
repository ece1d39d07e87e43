// common/batch_norm.cl   the affine map of a batch norm                             included
//
// Forward applies the activation to z = affine(...); backward needs the sign of z again and computes
// it from x, which saves a pass over memory and a map kept from forward to backward.
//
// Params    ACTIVATION, see common/activation.cl   VECTOR, see common/vector.cl
// Numerics  one expression for both directions, so that both see the same z to the bit; x - mean
//           first: the factored form x*scale + shift would lose the digits of a large mean twice

#include "common/activation.cl"

/** z = scale*(x - mean) + beta, scale = gamma*r. */
inline floatv affine(const floatv centred, const floatv scale, const floatv beta) {
  return fma(centred, scale, beta);
}
