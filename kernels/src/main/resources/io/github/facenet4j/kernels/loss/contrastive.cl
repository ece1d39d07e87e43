// loss/contrastive.cl   costs of one anchor, and its row of C           step 1 of the contrastive loss
//
// With s_k = -D_ak*per_distance over k != a and P the other faces of a's identity, the anchor costs
// the mean over p in P of log(sum_k exp s_k) - s_p; its derivative by D_ak, entered into C, is
// per_distance * ([k in P]/|P| - exp(s_k)/sum). Without P there is no cost and C is 0.
//
// Shapes    D [B,B] of unit vectors   labels [B]   C [B,B], all written   partial [7,B]: per anchor
//           its cost; |P|; p no nearer than the nearest of another identity; 1 where it counts;
//           sum of D over P; sum of D over other identities; their number
// Launch    local (LANES), global LANES*B; one group an anchor, each lane takes every LANES-th face
// Params    LANES 64, a power of two    local memory LANES*28 bytes
// Numerics  float; exponentials are of distances beyond the nearest face's, so none overflows and
//           the largest is 1. Sums in a fixed order: the same bits on every run.
// Next      contrastive_statistics.cl adds up the rows of partial

#ifndef LANES
#define LANES 64
#endif
#define SUMS 7

float sum_of_lanes(__local float *values, const int lane) {
  for (int width = LANES / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < width) {
      values[lane] += values[lane + width];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const float sum = values[0];
  barrier(CLK_LOCAL_MEM_FENCE); // the next call writes where this one has read
  return sum;
}

float least_of_lanes(__local float *values, const int lane) {
  for (int width = LANES / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < width) {
      values[lane] = fmin(values[lane], values[lane + width]);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const float least = values[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  return least;
}

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void contrastive(const int B, const float per_distance, __global const float *restrict D,
                 __global const int *restrict labels, __global float *restrict C,
                 __global float *restrict partial) {
  __local float values[LANES];
  const int a = get_group_id(0);
  const int lane = get_local_id(0);
  const int label = labels[a];
  __global const float *restrict d_row = D + a * B;
  __global float *restrict c_row = C + a * B;

  float positives = 0.0f, to_p = 0.0f, to_n = 0.0f;
  float nearest = INFINITY, nearest_other = INFINITY;
  for (int k = lane; k < B; k += LANES) {
    const float d = d_row[k];
    const bool same = labels[k] == label;
    const bool positive = same && k != a;
    positives += positive ? 1.0f : 0.0f;
    to_p += positive ? d : 0.0f;
    to_n += same ? 0.0f : d;
    nearest = k == a ? nearest : fmin(nearest, d);
    nearest_other = same ? nearest_other : fmin(nearest_other, d);
  }
  values[lane] = positives;
  positives = sum_of_lanes(values, lane);
  values[lane] = to_p;
  to_p = sum_of_lanes(values, lane);
  values[lane] = to_n;
  to_n = sum_of_lanes(values, lane);
  values[lane] = nearest;
  nearest = least_of_lanes(values, lane);
  values[lane] = nearest_other;
  nearest_other = least_of_lanes(values, lane);

  float powers = 0.0f, violated = 0.0f;
  for (int k = lane; k < B; k += LANES) { // each lane reads what it wrote itself
    const float d = d_row[k];
    const float power = k == a ? 0.0f : exp((nearest - d) * per_distance);
    const bool positive = labels[k] == label && k != a;
    powers += power;
    violated += positive && d >= nearest_other ? 1.0f : 0.0f;
    c_row[k] = power;
  }
  values[lane] = powers;
  powers = sum_of_lanes(values, lane);
  values[lane] = violated;
  violated = sum_of_lanes(values, lane);

  const bool counts = positives > 0.0f;
  const float per_power = counts ? per_distance / powers : 0.0f;
  const float per_positive = counts ? per_distance / positives : 0.0f;
  for (int k = lane; k < B; k += LANES) {
    const bool positive = labels[k] == label && k != a;
    c_row[k] = counts ? (positive ? per_positive : 0.0f) - c_row[k] * per_power : 0.0f;
  }
  if (lane == 0) {
    const float cost = (to_p / positives - nearest) * per_distance + log(powers);
    partial[a] = counts ? cost : 0.0f;
    partial[B + a] = positives;
    partial[2 * B + a] = violated;
    partial[3 * B + a] = counts ? 1.0f : 0.0f;
    partial[4 * B + a] = to_p;
    partial[5 * B + a] = to_n;
    partial[6 * B + a] = (float)(B - 1) - positives;
  }
}
