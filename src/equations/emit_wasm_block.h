// What code made of a text reads of a block.
#ifndef MG_EQUATIONS_EMIT_WASM_BLOCK_H
#define MG_EQUATIONS_EMIT_WASM_BLOCK_H

#include "model/model.h"

// MgBlock as a program of 32 bits has it.
typedef struct MgWasmBlock {
    int32_t nx, row_count, row_stride;
    uint32_t dy, dz;
    int32_t x, y, z;
    int32_t domain_n[3], axes;
    float dx, inverse_dx2, time;
    _Alignas(8) uint64_t step, seed;
    uint32_t means, params, context;
    uint32_t in[MG_MAX_FIELDS], out[MG_MAX_FIELDS];
} MgWasmBlock;

#endif
