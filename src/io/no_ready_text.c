// Stands for ready_text.c in the WebAssembly modules without equations. No other build has it.
#include "base/base.h"
#include "io/ready_text.h"

MgStatus mg_ready_write_text(const MgReadyRule *rule, char **out) {
    (void)rule;
    *out = NULL;
    return MG_FAIL(NOT_BUILT_IN,
                   "the pattern's formula becomes equations, which this module is without; run equations of any kind "
                   "once, or use morphogen run PATTERN.vti");
}
