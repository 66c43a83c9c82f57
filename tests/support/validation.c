#include "support/validation.h"

#include <math.h>
#include <stdarg.h>

static int32_t rows, wrong, columns;

static void head(void) {
    if (columns == 5) return;
    printf("\n| case | expected | got | tolerance | source |\n|---|---|---|---|---|\n");
    columns = 5;
}

static void judge(bool holds) {
    rows++;
    if (!holds) wrong++;
    fflush(stdout);
}

void mg_validate(const char *name, double expected, double got, double tolerance, const char *source) {
    bool holds = fabs(got - expected) <= tolerance; // false for NaN
    head();
    printf("| %s | %.7g | %.7g | %.2g%s | %s |\n", name, expected, got, tolerance, holds ? "" : " **MISSED**", source);
    judge(holds);
}

void mg_validate_exactly(const char *name, uint64_t expected, uint64_t got, const char *source) {
    head();
    printf("| %s | %llu | %llu | equal%s | %s |\n", name, (unsigned long long)expected, (unsigned long long)got,
           expected == got ? "" : " **MISSED**", source);
    judge(expected == got);
}

int mg_validation_result(void) {
    if (wrong > 0) printf("\n%d of %d rows are wrong\n", wrong, rows);
    return rows == 0 || wrong > 0;
}

bool mg_validate_slowly(int argc, char **argv) { return argc > 1 && strcmp(argv[1], "--slow") == 0; }
