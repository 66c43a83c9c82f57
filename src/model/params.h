// The values of a parameter table: as set by the user (double) and as the model reads them (its packed struct).
#ifndef MG_MODEL_PARAMS_H
#define MG_MODEL_PARAMS_H

#include "model/model.h"

typedef struct MgParams {
    const MgParam *table;
    int32_t count;
    double values[MG_MAX_PARAMS];
    _Alignas(8) char packed[4 * MG_MAX_PARAMS]; // the model's struct
} MgParams;

void mg_params_init(MgParams *params, const MgParam *table, int32_t count); // everything at its initial value
int32_t mg_params_find(const MgParams *params, const char *id);             // -1: no such parameter

// INVALID_ARGUMENT outside the row's range, for NaN, and for a fraction for a whole-number parameter.
MgStatus mg_params_set(MgParams *params, int32_t index, double value);

#endif
