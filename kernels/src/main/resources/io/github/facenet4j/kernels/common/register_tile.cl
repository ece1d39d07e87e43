// common/register_tile.cl   MR × NR sums that one work-item keeps in vector registers
//
// A processor core has 16 or 32 vector registers and no cheap barrier, so its tile lives in one
// work-item. Each sum is a variable of its own name (c3_1 is row 3, vector 1): an array indexed in a
// loop is kept in memory unless the compiler unrolls everything, which halves the speed. The macros
// below write the rows out; ROWS(F) is F(0) F(1) … F(MR-1).
//
// At the right edge of the result a tile needs fewer vectors: NARROWEST(LOOP) runs the kernel's
// LOOP(n) for the least n of 1…NV that covers `columns`, so that 33 columns cost three vectors and not
// four. The kernel says what a row is multiplied by, VALUE(r).
//
// A row costs a broadcast and a column vector a load beside the MR·NV multiply-adds: of the tiles that
// fit, the squarest issues least, which counts most where a core is shared by two threads. Rows that
// lie apart are as many streams to fetch. The loop over k is unrolled, see STEPS.
//
// Params    MR 1…16 rows, NV 1|2|3|4 vectors of VW 1|4|8|16 floats; NR = NV·VW columns.
//           FETCHED 1: few tiles share a panel, which is asked for ahead
// Registers MR·NV sums + NV columns + 1 broadcast must fit: 12×2, 8×3, 6×4 and 16×1 of 32, 14×2 too
//           where few values live beside the tile; 6×2 and 4×3 of 16.

#include "common/fetch.cl"

#ifndef MR
#define MR 12
#endif
#ifndef NV
#define NV 2
#endif
#ifndef VW
#define VW 16
#endif
#define NR (NV * VW)

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#if VW == 1
typedef float floatv;
#define LOADV(p) (*(p))
#define STOREV(v, p) (*(p) = (v))
#else
typedef JOIN(float, VW) floatv;
#define LOADV(p) JOIN(vload, VW)(0, p)
#define STOREV(v, p) JOIN(vstore, VW)(v, 0, p)
#endif

// A vector that begins anywhere in global memory, stored by one instruction where a driver takes
// vstore16 apart (PoCL: seven). For rows of sums; what goes to many places in turn is faster in parts.
typedef struct __attribute__((packed)) {
  floatv v;
} loose;
#define STORE_LOOSE(vector, p) (((__global loose *)(p))->v = (vector))

#if NV > 1
#define SECOND(code) code
#else
#define SECOND(code)
#endif
#if NV > 2
#define THIRD(code) code
#else
#define THIRD(code)
#endif

#if NV > 3
#define FOURTH(code) code
#else
#define FOURTH(code)
#endif

// The step so many times. The loop's own counting and jumping would be a twelfth of what is issued,
// so it goes round once for four steps.
#define STEPS(count, STEP)                \
  {                                       \
    int left = count;                     \
    for (; left >= 4; left -= 4) {        \
      STEP STEP STEP STEP                 \
    }                                     \
    for (; left > 0; left--) {            \
      STEP                                \
    }                                     \
  }

#define ROWS_1(F) F(0)
#define ROWS_2(F) ROWS_1(F) F(1)
#define ROWS_3(F) ROWS_2(F) F(2)
#define ROWS_4(F) ROWS_3(F) F(3)
#define ROWS_5(F) ROWS_4(F) F(4)
#define ROWS_6(F) ROWS_5(F) F(5)
#define ROWS_7(F) ROWS_6(F) F(6)
#define ROWS_8(F) ROWS_7(F) F(7)
#define ROWS_9(F) ROWS_8(F) F(8)
#define ROWS_10(F) ROWS_9(F) F(9)
#define ROWS_11(F) ROWS_10(F) F(10)
#define ROWS_12(F) ROWS_11(F) F(11)
#define ROWS_13(F) ROWS_12(F) F(12)
#define ROWS_14(F) ROWS_13(F) F(13)
#define ROWS_15(F) ROWS_14(F) F(14)
#define ROWS_16(F) ROWS_15(F) F(15)
#define ROWS JOIN(ROWS_, MR)

// Declares row r of the tile, zero.
#define CLEAR(r)             \
  floatv c##r##_0 = 0.0f;    \
  SECOND(floatv c##r##_1 = 0.0f;) \
  THIRD(floatv c##r##_2 = 0.0f;)  \
  FOURTH(floatv c##r##_3 = 0.0f;)

// Declares the first n vectors at p as b0, b1, b2, b3: a row of B.
#define LOAD_COLUMNS_1(p) const floatv b0 = LOADV(p);
#define LOAD_COLUMNS_2(p) LOAD_COLUMNS_1(p) const floatv b1 = LOADV((p) + VW);
#define LOAD_COLUMNS_3(p) LOAD_COLUMNS_2(p) const floatv b2 = LOADV((p) + 2 * VW);
#define LOAD_COLUMNS_4(p) LOAD_COLUMNS_3(p) const floatv b3 = LOADV((p) + 3 * VW);
#define LOAD_COLUMNS JOIN(LOAD_COLUMNS_, NV)

// Asks for a row of B that is AHEAD bytes behind p, by cache lines of 64 bytes. Where a result has few
// rows its panel comes from a far cache, and the sums that wait for it fill the processor's scheduler
// before enough loads are under way: unasked, a panel arrives at a quarter of that cache's speed.
// Where it meets many tiles it is near after the first, and asking would only be issued in vain.
#define AHEAD 2048
#ifndef FETCHED
#define FETCHED 1
#endif
#if FETCHED
#define FETCH(p) ASK(p);
#else
#define FETCH(p)
#endif
#define FETCH_COLUMNS(p)                  \
  FETCH((p) + AHEAD / 4)                  \
  if (NR > 16) {                          \
    FETCH((p) + AHEAD / 4 + 16)           \
  }                                       \
  if (NR > 32) {                          \
    FETCH((p) + AHEAD / 4 + 32)           \
  }                                       \
  if (NR > 48) {                          \
    FETCH((p) + AHEAD / 4 + 48)           \
  }

// The first n vectors of row r += VALUE(r) · (b0, b1, b2, b3).
#define MULTIPLY_ADD_1(r, av) c##r##_0 = fma(av, b0, c##r##_0);
#define MULTIPLY_ADD_2(r, av) MULTIPLY_ADD_1(r, av) c##r##_1 = fma(av, b1, c##r##_1);
#define MULTIPLY_ADD_3(r, av) MULTIPLY_ADD_2(r, av) c##r##_2 = fma(av, b2, c##r##_2);
#define MULTIPLY_ADD_4(r, av) MULTIPLY_ADD_3(r, av) c##r##_3 = fma(av, b3, c##r##_3);
#define BROADCAST(r, code) { const floatv av = (floatv)(VALUE(r)); code }
#define MULTIPLY_ROW_1(r) BROADCAST(r, MULTIPLY_ADD_1(r, av))
#define MULTIPLY_ROW_2(r) BROADCAST(r, MULTIPLY_ADD_2(r, av))
#define MULTIPLY_ROW_3(r) BROADCAST(r, MULTIPLY_ADD_3(r, av))
#define MULTIPLY_ROW_4(r) BROADCAST(r, MULTIPLY_ADD_4(r, av))
#define MULTIPLY_ROW JOIN(MULTIPLY_ROW_, NV)

// columns > n·VW ? the loop for more : the loop for n vectors, from the widest down.
#define NARROWEST_1(LOOP) LOOP(1)
#define NARROWEST_2(LOOP) if (columns > VW) { LOOP(2) } else { NARROWEST_1(LOOP) }
#define NARROWEST_3(LOOP) if (columns > 2 * VW) { LOOP(3) } else { NARROWEST_2(LOOP) }
#define NARROWEST_4(LOOP) if (columns > 3 * VW) { LOOP(4) } else { NARROWEST_3(LOOP) }
#define NARROWEST JOIN(NARROWEST_, NV)

// Row r of the tile += the NR floats at p; and the other way.
#define ADD_ROW(r, p)                         \
  {                                           \
    c##r##_0 += LOADV(p);                     \
    SECOND(c##r##_1 += LOADV((p) + VW);)      \
    THIRD(c##r##_2 += LOADV((p) + 2 * VW);)   \
    FOURTH(c##r##_3 += LOADV((p) + 3 * VW);)  \
  }
#define PUT_ROW(r, STORE, p)                  \
  {                                           \
    STORE(c##r##_0, p);                       \
    SECOND(STORE(c##r##_1, (p) + VW);)        \
    THIRD(STORE(c##r##_2, (p) + 2 * VW);)     \
    FOURTH(STORE(c##r##_3, (p) + 3 * VW);)    \
  }
#define STORE_ROW(r, p) PUT_ROW(r, STORE_LOOSE, p)

// Writes row r to a private float spilled[MR * NR], for stores that loop.
#define SPILL(r) PUT_ROW(r, STOREV, spilled + r * NR)

// The first count values, zeros after them; reads nothing behind them.
inline floatv load_first(__global const float *p, const int count) {
  if (count >= VW) return LOADV(p);
  float values[VW];
  for (int j = 0; j < VW; j++) values[j] = j < count ? p[j] : 0.0f;
  return LOADV(values);
}

// Stores the first count lanes in pieces of 8, 4, 2 and 1, and touches nothing behind them.
inline void store_first(const floatv v, const int count, __global float *p) {
  if (count >= VW) {
    STOREV(v, p);
    return;
  }
#if VW >= 16
  if (count & 8) vstore8(v.lo, 0, p);
  const float8 eight = count & 8 ? v.hi : v.lo;
  p += count & 8;
#elif VW == 8
  const float8 eight = v;
#endif
#if VW >= 8
  if (count & 4) vstore4(eight.lo, 0, p);
  const float4 four = count & 4 ? eight.hi : eight.lo;
  p += count & 4;
#elif VW == 4
  const float4 four = v;
#endif
#if VW >= 4
  if (count & 2) vstore2(four.lo, 0, p);
  if (count & 1) p[count & 2] = count & 2 ? four.z : four.x;
#endif
}
