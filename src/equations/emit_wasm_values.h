// A program as operations on four cells at once, each an instruction of WebAssembly's SIMD: what emit_wasm.c writes.
// Values are in single assignment and equal ones are one, also where the program's instructions share only a part: a
// cell that two stencils look at is loaded once.
//
// An operation rounds as the program's own does, and none is joined or rearranged, so the bits are the interpreter's.
// Scalars are vectors of four equal lanes.
#ifndef MG_EQUATIONS_EMIT_WASM_VALUES_H
#define MG_EQUATIONS_EMIT_WASM_VALUES_H

#include "equations/program.h"

#define MG_SIMD_VALUES 2048 // of one stage

// Instructions of the SIMD proposal, by their codes behind the prefix 0xfd.
typedef enum MgSimdOperation {
    MG_SIMD_LOAD = 0x00,
    MG_SIMD_LOAD_SPLAT = 0x09,
    MG_SIMD_STORE = 0x0b,
    MG_SIMD_CONST = 0x0c,
    MG_SIMD_I32_SPLAT = 0x11,
    MG_SIMD_F32_SPLAT = 0x13,
    MG_SIMD_I32_GE = 0x3f,
    MG_SIMD_EQ = 0x41,
    MG_SIMD_NE = 0x42,
    MG_SIMD_LT = 0x43,
    MG_SIMD_GT = 0x44,
    MG_SIMD_LE = 0x45,
    MG_SIMD_GE = 0x46,
    MG_SIMD_BIT_AND = 0x4e,
    MG_SIMD_BIT_AND_NOT = 0x4f, // a & ~b
    MG_SIMD_BIT_OR = 0x50,
    MG_SIMD_BIT_SELECT = 0x52, // a where c is set, else b
    MG_SIMD_FLOOR = 0x68,
    MG_SIMD_I32_SHIFT_LEFT = 0xab,
    MG_SIMD_I32_SHIFT_RIGHT = 0xac, // with its sign
    MG_SIMD_I32_ADD = 0xae,
    MG_SIMD_I32_SUB = 0xb1,
    MG_SIMD_ABS = 0xe0,
    MG_SIMD_NEGATE = 0xe1,
    MG_SIMD_SQRT = 0xe3,
    MG_SIMD_ADD = 0xe4,
    MG_SIMD_SUB = 0xe5,
    MG_SIMD_MUL = 0xe6,
    MG_SIMD_DIV = 0xe7,
    MG_SIMD_MIN = 0xea,    // b < a ? b : a
    MG_SIMD_MAX = 0xeb,    // a < b ? b : a
    MG_SIMD_TO_I32 = 0xf8, // 0 for NaN
    MG_SIMD_TO_F32 = 0xfa,
} MgSimdOperation;

typedef enum MgSimdKind {
    MG_SIMD_IS_CONSTANT,  // four times `bits`
    MG_SIMD_IS_BLOCK,     // four times the word at byte `bits` of the block
    MG_SIMD_IS_PARAMETER, // four times parameter `bits`
    MG_SIMD_IS_MEAN,      // four times mean `bits`
    MG_SIMD_IS_ROW,       // four times the row's index along axis `bits`, 1 or 2, as an integer
    MG_SIMD_IS_INDEX,     // the cells' indices along x, as integers
    MG_SIMD_IS_CELLS,     // of a field: bits = MG_SIMD_CELLS
    MG_SIMD_IS_MADE,      // of row `bits` of those that C has made
    MG_SIMD_IS_OPERATION,
} MgSimdKind;

// Of a field, some cells away; offset as in mg_offset_of.
#define MG_SIMD_CELLS(field, offset) ((uint32_t)((field) * MG_OFFSETS * MG_OFFSETS * MG_OFFSETS + (offset)))
#define MG_SIMD_FIELD(bits) ((int32_t)(bits) / (MG_OFFSETS * MG_OFFSETS * MG_OFFSETS))
#define MG_SIMD_OFFSET(bits) ((int32_t)(bits) % (MG_OFFSETS * MG_OFFSETS * MG_OFFSETS))

// What a value is the same for.
typedef enum MgSimdScope { MG_SIMD_CALL, MG_SIMD_ROW, MG_SIMD_CELLS } MgSimdScope;

typedef struct MgSimdValue {
    uint8_t kind, scope, operation;
    int16_t a, b, c; // values; -1: none
    uint32_t bits;   // of a shift: by how much
} MgSimdValue;

typedef struct MgSimdGraph {
    MgSimdValue values[MG_SIMD_VALUES];
    int16_t outputs[MG_MAX_FIELDS];
    int32_t count;
    int32_t made; // rows that C makes, in the order of the instructions
    bool overflow;
} MgSimdGraph;

// What C makes a row of, before the cells are computed: noise, and sums over a ball.
static inline bool mg_simd_is_made(const MgInstruction *i) {
    return i->opcode == MG_OP_WHITE || i->opcode == MG_OP_RING;
}

// False: there are too many values, or an instruction that has no form here.
bool mg_simd_program(MgSimdGraph *graph, const MgProgram *program, bool isotropic);

// ---- for parts of it

int32_t mg_simd_constant(MgSimdGraph *graph, float value);
int32_t mg_simd_bits(MgSimdGraph *graph, uint32_t bits);
int32_t mg_simd_1(MgSimdGraph *graph, MgSimdOperation operation, int32_t a);
int32_t mg_simd_2(MgSimdGraph *graph, MgSimdOperation operation, int32_t a, int32_t b);
int32_t mg_simd_shift(MgSimdGraph *graph, MgSimdOperation operation, int32_t a, uint32_t by);
int32_t mg_simd_select(MgSimdGraph *graph, int32_t mask, int32_t where, int32_t otherwise);

// The functions of base/detmath.h, operation by operation.
int32_t mg_simd_exp(MgSimdGraph *graph, int32_t x);
int32_t mg_simd_log(MgSimdGraph *graph, int32_t x);
int32_t mg_simd_sin_quarter(MgSimdGraph *graph, int32_t x, float quarter);
int32_t mg_simd_atan2(MgSimdGraph *graph, int32_t y, int32_t x);
int32_t mg_simd_sinh(MgSimdGraph *graph, int32_t x);
int32_t mg_simd_tanh(MgSimdGraph *graph, int32_t x);

#endif
