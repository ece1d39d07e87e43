// common/placed_rows.cl   rows of a map that may be part of a larger one            included
//
// Params    grid = (h, w)                      rows of the map are its pixels, h*w of them an image
//           out = (image, row, pixel, first)   steps in the larger map, and its first value, in
//                                              floats

/** Where a row begins. */
inline int placed_row(const int r, const int2 grid, const int4 out) {
  const int line = r / grid.s1;
  return out.s3 + line / grid.s0 * out.s0 + line % grid.s0 * out.s1 + r % grid.s1 * out.s2;
}
