// gemm/cpu_03_panel.cl   C = op(A)·op(B) from packed panels                 rung 3, processors
//
// Changed since cpu_02  A panel holds the MR rows (NR columns) of one tile next to each other for each
//                       k, so the inner loop reads two forward streams: no strided rows that fall into
//                       the same cache set, no page per row, no edge inside the loop.
// Shapes      A panels [⌈M/MR⌉][K][MR], B panels [⌈N/NR⌉][K][NR], edges 0; C [M,N] row-major.
//             An operand whose rows already are such a stream (A stored [K,M], B stored [K,N], whole
//             tiles) is read in place: aStep = M, bStep = N instead of MR, NR.
// Launch      global (⌈M/MR⌉, ⌈N/NR⌉), local (1, 1): one work-item is one tile. Dimension 0 runs along
//             M, so one panel of B stays in the second-level cache while A passes by.
// Params      MR, NV, VW  tile, see common/register_tile.cl
// Numerics    float, fused multiply-add, in order of k; a long k is split by the host in launches that
//             accumulate, so that a panel of B fits the cache.
// Next        tuning of the k blocks per cache size; prefetch.

#include "common/tile_store.cl"

#define ROW_AT(r) ((size_t)(m0 + r) * N + n0)
#define VALUE(r) a[r]
#define PRODUCT(n)                         \
  for (int k = kBegin; k < kEnd; k++) {    \
    FETCH_COLUMNS(b)                       \
    LOAD_COLUMNS_##n(b)                    \
    ROWS(MULTIPLY_ROW_##n)                 \
    a += aStep;                            \
    b += bStep;                            \
  }

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void panel(
    int M, int N, int kBegin, int kEnd,                                   //
    __global const float *restrict aPanels, int aPanel, int aStep,        //
    __global const float *restrict bPanels, int bPanel, int bStep,        //
    __global const float *bias, __global const float *residual,           //
    __global const float *slopes, int activation, int accumulate, __global float *y) {
  const int m0 = get_group_id(0) * MR, n0 = get_group_id(1) * NR;
  const int columns = min(NR, N - n0);
  __global const float *restrict a =
      aPanels + get_group_id(0) * (size_t)aPanel + (size_t)kBegin * aStep;
  __global const float *restrict b =
      bPanels + get_group_id(1) * (size_t)bPanel + (size_t)kBegin * bStep;

  ROWS(CLEAR)
  NARROWEST(PRODUCT)

  const int rows = min(MR, M - m0), channel = n0;
  STORE_TILE
}
