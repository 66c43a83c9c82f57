// Published and exact answers beside ours: a table, in Markdown, of case, expected, got, tolerance and source. A
// tolerance stands in the row with its reason; when a case fails, the reason is looked for, never the tolerance.
#ifndef MG_TESTS_SUPPORT_VALIDATION_H
#define MG_TESTS_SUPPORT_VALIDATION_H

#include "support/test.h"

// Prints a row and remembers whether |got - expected| <= tolerance.
void mg_validate(const char *name, double expected, double got, double tolerance, const char *source);

void mg_validate_exactly(const char *name, uint64_t expected, uint64_t got, const char *source);

int mg_validation_result(void);                 // for main to return: 0 when every row holds
bool mg_validate_slowly(int argc, char **argv); // --slow: the long cases, too

#endif
