#include "base/base.h"

#define PLACES 9

static const uint8_t places[PLACES][3] = {
    { 68, 1, 84 },    { 71, 44, 122 }, { 59, 81, 139 },  { 44, 113, 142 }, { 33, 144, 141 },
    { 39, 173, 129 }, { 92, 200, 99 }, { 170, 220, 50 }, { 253, 231, 37 },
};

void mg_viridis(float t, uint8_t rgb[3]) {
    float at = t > 0.0f ? mg_min_f32(t, 1.0f) * (PLACES - 1) : 0.0f;
    int32_t i = mg_min_i32((int32_t)at, PLACES - 2);
    for (int32_t c = 0; c < 3; c++) {
        float from = places[i][c], to = places[i + 1][c];
        rgb[c] = (uint8_t)(from + (at - (float)i) * (to - from) + 0.5f);
    }
}
