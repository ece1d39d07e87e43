// common/async_copy.cl   copies to local memory that run beside the arithmetic                  included
//
// Copies that an item begins belong to a stage when it closes it; waiting lets the newest few stages
// run on. What others copied is there after a barrier behind their waits. (PTX ISA, cp.async.)
// Before this is included: STAGES, and COPIES, the most that an item begins for one stage.
//
// EMULATE 1 makes each copy as late as the instructions may, when its stage is waited for; 2 as early,
// at once. What is read too soon is then missing under 1, what is overwritten too soon is lost under 2.

#ifndef EMULATE
#define EMULATE 0
#endif

#if EMULATE
typedef struct {
  __local uint *to[STAGES][COPIES];
  __global const uint *from[STAGES][COPIES];
  int words[STAGES][COPIES];
  int copies, closed, done;
  int closedCopies[STAGES];
} Pending;
#define WITH_PENDING , pending
#define PENDING_PARAMETER , Pending *pending
#define BEGIN_PENDING                                                                              \
  Pending copiesBegun = {.copies = 0, .closed = 0, .done = 0};                                     \
  Pending *const pending = &copiesBegun;

inline void copy_now(__local uint *to, __global const uint *from, int words) {
  for (int i = 0; i < 4; i++) to[i] = i < words ? from[i] : 0u;
}

/** Begins to copy so many of four words, and zeros for the others. */
inline void copy_quad(__local void *to, __global const void *from, int words,
                      bool aligned PENDING_PARAMETER) {
#if EMULATE == 1
  const int stage = pending->closed % STAGES, i = pending->copies++;
  pending->to[stage][i] = (__local uint *)to;
  pending->from[stage][i] = (__global const uint *)from;
  pending->words[stage][i] = words;
#else
  copy_now((__local uint *)to, (__global const uint *)from, words);
#endif
}

/** The copies begun since the last close are a stage. */
inline void close_stage(Pending *pending) {
  pending->closedCopies[pending->closed % STAGES] = pending->copies;
  pending->closed++;
  pending->copies = 0;
}

/** Waits for this item's copies of all stages but the newest. */
inline void wait_for_stages(const int running, Pending *pending) {
  for (; pending->closed - pending->done > running; pending->done++) {
    const int stage = pending->done % STAGES;
    for (int i = 0; i < pending->closedCopies[stage]; i++)
      copy_now(pending->to[stage][i], pending->from[stage][i], pending->words[stage][i]);
  }
}
#define CLOSE_STAGE close_stage(pending)
#define WAIT_FOR_STAGES(running) wait_for_stages(running, pending)
#else
#ifndef ASSEMBLE
#define ASSEMBLE asm
#endif
#define WITH_PENDING
#define PENDING_PARAMETER
#define BEGIN_PENDING

/**
 * Begins to copy so many of four words, and zeros for the others. aligned: the words begin at a
 * multiple of 16 bytes, and are four or none.
 */
inline void copy_quad(__local void *to, __global const void *from, int words, bool aligned) {
  // A pointer to local memory is an offset into it here.
  const uint address = (uint)(size_t)to;
  if (aligned) {
    ASSEMBLE volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                      :
                      : "r"(address), "l"(from), "r"(4 * words)
                      : "memory");
  } else {
#pragma unroll
    for (int i = 0; i < 4; i++)
      ASSEMBLE volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;"
                        :
                        : "r"(address + 4 * i), "l"((__global const uint *)from + i),
                          "r"(i < words ? 4 : 0)
                        : "memory");
  }
}

#define CLOSE_STAGE ASSEMBLE volatile("cp.async.commit_group;" : : : "memory")
#define WAIT_FOR_STAGES(running)                                                                   \
  ASSEMBLE volatile("cp.async.wait_group %0;" : : "n"(running) : "memory")
#endif
