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

// A broken property ends the program, as libFuzzer wants it.
#define MG_FUZZ_EXPECT(condition)                                                                                      \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                              \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#endif
