#include "base/profile.h"

#include <string.h>

#include "base/platform.h"

double mg_profile_start(void) { return mg_platform_seconds(); }

static MgStageTime *find_or_add(MgProfile *profile, const char *stage) {
    for (int32_t i = 0; i < profile->count; i++)
        if (profile->stages[i].name == stage || strcmp(profile->stages[i].name, stage) == 0) return &profile->stages[i];
    MG_ASSERT(profile->count < MG_MAX_STAGE_TIMES);
    profile->stages[profile->count] = (MgStageTime){ stage, 0.0, 0 };
    return &profile->stages[profile->count++];
}

void mg_profile_stop(MgProfile *profile, const char *stage, double started) {
    MgStageTime *time = find_or_add(profile, stage);
    time->seconds += mg_platform_seconds() - started;
    time->calls++;
}
