// Named stages and the seconds they took. A stage is a string literal; stages appear in the order of their first use.
#ifndef MG_BASE_PROFILE_H
#define MG_BASE_PROFILE_H

#include "base/base.h"

#define MG_MAX_STAGE_TIMES 32

typedef struct MgProfile {
    MgStageTime stages[MG_MAX_STAGE_TIMES];
    int32_t count;
} MgProfile;

double mg_profile_start(void);                                               // now, in seconds
void mg_profile_stop(MgProfile *profile, const char *stage, double started); // adds now - started

#endif
