// common/bands.cl   which tile of a product a group computes                                  included
//
// Groups that run at the same time are neighbours in number. Taken along bands of BAND rows of tiles,
// their tiles form a block rather than a line, and need fewer rows of A and B from memory.

#ifndef BAND
#define BAND 8
#endif

/** Column and row of this group's tile in a launch of columns × rows groups. */
inline int2 tile_of_group(void) {
  const int columns = get_num_groups(0), rows = get_num_groups(1);
  const int group = get_group_id(1) * columns + get_group_id(0);
  const int first = group / (BAND * columns) * BAND, within = group % (BAND * columns);
  const int height = min(BAND, rows - first);
  return (int2)(within / height, first + within % height);
}
