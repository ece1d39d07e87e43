// conv2d/01_naive_weight_gradient.cl   dw += from x and dy, one work-item per weight      rung 1
//
// Shapes      dw[u,v,c,o] += Σ(n,i,j) x[n, i·s−p+u, j·s−p+v, c] · dy[n,i,j,o]
//             in = (N, H, W, C); outSize = (OH, OW, O, s); taps = (KH, KW, pad h, pad w)
// Launch      global (O, C, KH·KW), local (16, 4, 1).
// Numerics    float, fused multiply-add, in order of (n, i, j), then added to dw.
// Next        02_tiled_weight_gradient (GPUs), cpu_02_weight_gradient (processors).

__kernel void naive_weight_gradient(int4 in, int4 outSize, int4 taps, __global const float *x,
                                    __global const float *dy, __global float *dw) {
  const int N = in.s0, H = in.s1, W = in.s2, C = in.s3, OH = outSize.s0, OW = outSize.s1;
  const int O = outSize.s2, s = outSize.s3;
  const int o = get_global_id(0), c = get_global_id(1), tap = get_global_id(2);
  if (o >= O || c >= C || tap >= taps.s0 * taps.s1) return;
  const int u = tap / taps.s1, v = tap % taps.s1;

  float sum = 0.0f;
  for (int n = 0; n < N; n++) {
    for (int i = 0; i < OH; i++) {
      const int h = i * s - taps.s2 + u;
      if (h < 0 || h >= H) continue;
      for (int j = 0; j < OW; j++) {
        const int q = j * s - taps.s3 + v;
        if (q < 0 || q >= W) continue;
        sum = fma(x[(((size_t)n * H + h) * W + q) * C + c], dy[(((size_t)n * OH + i) * OW + j) * O + o],
                  sum);
      }
    }
  }
  dw[((size_t)tap * C + c) * O + o] += sum;
}
