// A fuzz target is one function over bytes, in the form libFuzzer calls. Built plainly it runs a fixed number of inputs
// made from its seeds by a fixed generator: the same ones every time. Built with the preset "fuzz", libFuzzer drives
// it:
//
//     cmake --preset fuzz && cmake --build --preset fuzz && build/fuzz/tests/fuzz_options -max_total_time=60
#ifndef MG_TESTS_SUPPORT_FUZZ_H
#define MG_TESTS_SUPPORT_FUZZ_H

#include "support/test.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const mg_fuzz_seeds[]; // texts to start from, ended by NULL
extern const char mg_fuzz_alphabet[];     // what an inserted byte is drawn from, most of the time

// What an input may cost: so much, and so much more a byte. Time is the processor's of this thread, memory all that was
// allocated during the call. Generous beside what is measured, and far below what a loop within a loop takes.
typedef struct FuzzLimits {
    double microseconds, microseconds_a_byte;
    uint64_t bytes, bytes_a_byte;
} FuzzLimits;
extern const FuzzLimits mg_fuzz_limits;

// Inputs of growing size: the beginning, then the unit again and again. Time has to grow with the size, not its square.
typedef struct FuzzGrowth {
    const char *beginning, *unit;
} FuzzGrowth;
extern const FuzzGrowth mg_fuzz_growth[]; // ended by NULL; every seed is such a unit as well

uint64_t mg_fuzz_allocated_bytes(void); // so far; the library's, unless the target counts others

// A broken property ends the program, as libFuzzer wants it.
#define MG_FUZZ_EXPECT(condition)                                                                                      \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                              \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#endif
