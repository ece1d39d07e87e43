// common/slab.cl   an operand rounded once, in the order in which tiles are copied and read    included
//
// K is cut into slabs of BK elements, the last filled with zeros. A slab has all rows of op(A), or all
// columns of op(B), one after the other: a tile is one piece of memory, whichever way its operand lies.
// Of the CHUNKS pieces of 16 bytes that a row has in a slab, piece p lies in place p ^ SWIZZLE(row):
// the same piece of eight rows, which ldmatrix reads at once, then is in all 32 banks once. (A row
// takes 16·CHUNKS bytes, so 8/CHUNKS rows begin in different banks by themselves.)
// Defined before: BK.

#define CHUNK (HALVES ? 8 : 4)
#define CHUNKS (BK / CHUNK)
#define SWIZZLE(row) ((row) / (8 / CHUNKS) % CHUNKS)
