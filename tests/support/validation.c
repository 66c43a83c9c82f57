#include "support/validation.h"

#include <math.h>

static int32_t rows, wrong;

void mg_validate(const char *name, double expected, double got, double tolerance, const char *source) {
    if (rows++ == 0) printf("%-46s %14s %14s %10s      %s\n", "case", "expected", "got", "tolerance", "source");
    bool holds = fabs(got - expected) <= tolerance;      // false for NaN
    if (!holds) wrong++;
    printf("%-46s %14.8g %14.8g %10.2g %-5s%s\n", name, expected, got, tolerance, holds ? "" : "WRONG", source);
    fflush(stdout);
}

int mg_validation_result(void) {
    if (wrong > 0) printf("%d of %d rows are wrong\n", wrong, rows);
    return rows == 0 || wrong > 0;
}

bool mg_validate_slowly(int argc, char **argv) { return argc > 1 && strcmp(argv[1], "--slow") == 0; }
