// Random texts of equations, each a function of its number: every operator and function of the language, in expressions
// that mostly stay finite.
#ifndef MG_TESTS_SUPPORT_RANDOM_TEXT_H
#define MG_TESTS_SUPPORT_RANDOM_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define RANDOM_TEXT_BYTES 32768

void random_text(uint64_t number, char out[RANDOM_TEXT_BYTES]);

#endif
