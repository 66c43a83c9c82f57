#include "model/params.h"

#include <string.h>

static void store(MgParams *params, int32_t index, double value) {
    const MgParam *p = &params->table[index];
    params->values[index] = value;
    float real = (float)value;
    int32_t whole = (int32_t)value;
    memcpy(params->packed + p->offset, p->kind == MG_REAL ? (const void *)&real : (const void *)&whole, 4);
}

void mg_params_init(MgParams *params, const MgParam *table, int32_t count) {
    MG_ASSERT(count <= MG_MAX_PARAMS);
    memset(params, 0, sizeof *params);
    params->table = table, params->count = count;
    for (int32_t i = 0; i < count; i++) store(params, i, table[i].initial);
}

int32_t mg_params_find(const MgParams *params, const char *id) {
    for (int32_t i = 0; i < params->count; i++)
        if (strcmp(params->table[i].id, id) == 0) return i;
    return -1;
}

MgStatus mg_params_set(MgParams *params, int32_t index, double value) {
    const MgParam *p = &params->table[index];
    if (!(value >= p->min && value <= p->max))
        return MG_FAIL(INVALID_ARGUMENT, "%s = %g is outside %g..%g", p->id, value, p->min, p->max);
    if (p->kind != MG_REAL && value != (double)(int32_t)value)
        return MG_FAIL(INVALID_ARGUMENT, "%s = %g must be a whole number in %g..%g", p->id, value, p->min, p->max);
    store(params, index, value);
    return MG_OK;
}
