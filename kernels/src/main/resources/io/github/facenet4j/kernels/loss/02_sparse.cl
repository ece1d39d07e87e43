// loss/02_sparse.cl   dX of the triplet loss, from what is not 0 in S               rung 2, GPUs
//
// Changed since 01  A group owns OWNED rows and reads C and its transpose once, however large E is:
//                   the OWNED values it takes from a row of C lie side by side. What is not 0 is
//                   listed in ascending order of j, so that no item steps through the zeros, and
//                   SLICES teams of lanes share a row's list. X is read by float4.
// Shapes    as 01
// Launch    local (LANES, ROWS), global (LANES, ROWS*ceil(B/OWNED)); one group OWNED rows
// Params    LANES 32 side by side along E, OWNED 4, SLICES 2, powers of two; ROWS = OWNED*SLICES teams
//           CHUNK 1024 columns of C at a time, a multiple of 32
//           local memory OWNED*(6*CHUNK + CHUNK/8 + 36) + ROWS*LANES*20 bytes
// Numerics  as 01, each slice in order of j, then slice by slice: the same bits on every run
// Next      a sparse C; it is dense because the contract's triplets may come from anywhere

#include "common/quad_tile.cl"
#include "common/row_sum.cl"

#ifndef OWNED
#define OWNED 4
#endif
#ifndef CHUNK
#define CHUNK 1024
#endif
#define SLICES (ROWS / OWNED)
#define ITEMS (LANES * ROWS)
#define WORDS (CHUNK / 32)
#define LOWEST_BIT(word) (31 - (int)clz((word) & -(word)))

/** S [i0..,j0..]; the padding keeps what the items of a column store at once out of one bank. */
inline void fill(const int B, const int i0, const int j0, const int item,
                 __global const float *restrict C, __local float s[OWNED][CHUNK + 8]) {
  for (int t = item; t < OWNED * CHUNK; t += ITEMS) {
    const int r = t % OWNED;
    const int j = t / OWNED;
    s[r][j] = i0 + r < B && j0 + j < B ? C[(j0 + j) * B + i0 + r] : 0.0f;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int t = item; t < OWNED * CHUNK; t += ITEMS) {
    const int r = t / CHUNK;
    const int j = t % CHUNK;
    s[r][j] += i0 + r < B && j0 + j < B ? C[(i0 + r) * B + j0 + j] : 0.0f;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}

/** The places of a chunk where s is not 0, in ascending order, and how many they are. */
inline void list(const int item, __local float s[OWNED][CHUNK + 8],
                 __local uint bits[OWNED][WORDS], __local ushort places[OWNED][CHUNK],
                 __local int counts[OWNED]) {
  for (int t = item; t < OWNED * WORDS; t += ITEMS) {
    const int w = t % WORDS;
    uint word = 0;
    for (int step = 0; step < 32; step++) {
      const int bit = (step + w) % 32; // neighbours look at different banks
      word |= s[t / WORDS][w * 32 + bit] != 0.0f ? 1u << bit : 0u;
    }
    bits[t / WORDS][w] = word;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int t = item; t < OWNED * WORDS; t += ITEMS) {
    const int r = t / WORDS;
    const int w = t % WORDS;
    int at = 0;
    for (int before = 0; before < w; before++) {
      at += popcount(bits[r][before]);
    }
    for (uint word = bits[r][w]; word != 0; word &= word - 1) {
      places[r][at++] = w * 32 + LOWEST_BIT(word);
    }
    if (w == WORDS - 1) {
      counts[r] = at;
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void sparse(const int B, const int E, const float epsilon, __global const float *restrict X,
            __global const float *restrict inverse_norms, __global const float *restrict C,
            __global const float *restrict statistics, __global float *restrict dX) {
  __local float s[OWNED][CHUNK + 8];
  __local uint bits[OWNED][WORDS];
  __local ushort places[OWNED][CHUNK];
  __local int counts[OWNED];
  __local float4 parts[ROWS][LANES];
  __local float sums[ROWS][LANES];
  const int lane = get_local_id(0);
  const int y = get_local_id(1);
  const int item = y * LANES + lane;
  const int row = y % OWNED;
  const int slice = y / OWNED;
  const int i0 = get_group_id(1) * OWNED;
  const int i = i0 + row;
  const float r_i = i < B ? inverse_norms[i] : 0.0f;

  for (int j0 = 0; j0 < B; j0 += CHUNK) {
    fill(B, i0, j0, item, C, s);
    list(item, s, bits, places, counts);
    const int count = counts[row];
    for (int k0 = 0; k0 < E; k0 += 4 * LANES) {
      const int k = k0 + 4 * lane;
      const float4 e_i = quad_of(X, i, k, B, E) * r_i;
      float4 de = 0.0f;
      for (int t = slice; t < count; t += SLICES) {
        const int place = places[row][t];
        const int j = j0 + place;
        const float4 apart = fma(quad_of(X, j, k, B, E), -inverse_norms[j], e_i);
        de = fma((float4)s[row][place], apart, de);
      }
      parts[y][lane] = de;
      barrier(CLK_LOCAL_MEM_FENCE);
      if (slice == 0) { // the first team keeps its row's sums, in dX from chunk to chunk
        for (int other = 1; other < SLICES; other++) {
          de += parts[y + other * OWNED][lane];
        }
        store(dX, j0 == 0 ? de : quad_of(dX, i, k, B, E) + de, i, k, B, E);
      }
      barrier(CLK_LOCAL_MEM_FENCE);
    }
  }

  float4 products = 0.0f;
  for (int k = 4 * lane; k < E && slice == 0; k += 4 * LANES) {
    products = fma(quad_of(dX, i, k, B, E), quad_of(X, i, k, B, E) * r_i, products);
  }
  const float sum = over_row(sum_of(products), sums);
  const float along = r_i * epsilon > 1.0f - 1e-6f ? 0.0f : sum;
  const float scale = statistics[3] == 0.0f ? 0.0f : 2.0f / statistics[3];
  for (int k = 4 * lane; k < E && slice == 0; k += 4 * LANES) {
    const float4 e = quad_of(X, i, k, B, E) * r_i;
    const float4 de = quad_of(dX, i, k, B, E);
    store(dX, scale * r_i * fma(e, (float4)-along, de), i, k, B, E);
  }
}
