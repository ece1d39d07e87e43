// common/register_tile.cl   MR × NR sums that one work-item keeps in vector registers
//
// A processor core has 16 or 32 vector registers and no cheap barrier, so its tile lives in one
// work-item. Each sum is a variable of its own name (c3_1 is row 3, vector 1): an array indexed in a
// loop is kept in memory unless the compiler unrolls everything, which halves the speed. The macros
// below write the rows out; ROWS(F) is F(0) F(1) … F(MR-1).
//
// Params    MR 1|2|4|6|8|12|16 rows, NV 1|2|3 vectors of VW 1|4|8|16 floats; NR = NV·VW columns.
// Registers MR·NV sums + NV columns + 1 broadcast must fit: 12×2, 8×3 and 16×1 of 32; 6×2 and 4×3 of 16.

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

#define ROWS_1(F) F(0)
#define ROWS_2(F) ROWS_1(F) F(1)
#define ROWS_4(F) ROWS_2(F) F(2) F(3)
#define ROWS_6(F) ROWS_4(F) F(4) F(5)
#define ROWS_8(F) ROWS_6(F) F(6) F(7)
#define ROWS_12(F) ROWS_8(F) F(8) F(9) F(10) F(11)
#define ROWS_16(F) ROWS_12(F) F(12) F(13) F(14) F(15)
#define ROWS JOIN(ROWS_, MR)

// Declares row r of the tile, zero.
#define CLEAR(r)             \
  floatv c##r##_0 = 0.0f;    \
  SECOND(floatv c##r##_1 = 0.0f;) \
  THIRD(floatv c##r##_2 = 0.0f;)

// Declares the NV vectors at p as b0, b1, b2: one row of B.
#define LOAD_COLUMNS(p)                    \
  const floatv b0 = LOADV(p);              \
  SECOND(const floatv b1 = LOADV((p) + VW);) \
  THIRD(const floatv b2 = LOADV((p) + 2 * VW);)

// Row r of the tile += value · (b0, b1, b2).
#define MULTIPLY_ADD(r, value)                        \
  {                                                   \
    const floatv av = (floatv)(value);                \
    c##r##_0 = fma(av, b0, c##r##_0);                 \
    SECOND(c##r##_1 = fma(av, b1, c##r##_1);)         \
    THIRD(c##r##_2 = fma(av, b2, c##r##_2);)          \
  }

// Row r of the tile += the NR floats at p; and the other way.
#define ADD_ROW(r, p)                         \
  {                                           \
    c##r##_0 += LOADV(p);                     \
    SECOND(c##r##_1 += LOADV((p) + VW);)      \
    THIRD(c##r##_2 += LOADV((p) + 2 * VW);)   \
  }
#define STORE_ROW(r, p)                       \
  {                                           \
    STOREV(c##r##_0, p);                      \
    SECOND(STOREV(c##r##_1, (p) + VW);)       \
    THIRD(STOREV(c##r##_2, (p) + 2 * VW);)    \
  }

// Writes row r to a private float tile[MR * NR], for stores that loop.
#define SPILL(r) STORE_ROW(r, tile + r * NR)
