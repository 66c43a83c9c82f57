// MG_TEST_QUICK=1: under a sanitizer everything takes ten times as long, and what it looks for is in small runs, too.
#ifndef MG_TESTS_SUPPORT_QUICK_H
#define MG_TESTS_SUPPORT_QUICK_H

#include <stdbool.h>
#include <stdlib.h>

static inline bool mg_test_quick(void) { return getenv("MG_TEST_QUICK") != NULL; }

#endif
