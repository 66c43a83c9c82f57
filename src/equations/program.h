// A program: what one stage, view or start computes, as a list of instructions in single assignment. Each instruction
// makes one value: a scalar, the same for every cell, or a row, one number a cell. Operands stand before their use, the
// order is fixed by the text, and nothing is contracted or reassociated, so every back end that follows the list gives
// the same bits. Equal instructions are one value.
//
// Back ends: the interpreter (interpret.c), C17 (emit_c.h) and WebAssembly (emit_wasm.h). The list holds no pointers
// and no layout.
#ifndef MG_EQUATIONS_PROGRAM_H
#define MG_EQUATIONS_PROGRAM_H

#include "model/model.h"
#include "model/ring.h"
#include "text/scanner.h"

#define MG_MAX_VALUES 512     // of a program
#define MG_MAX_REGISTERS 24   // rows of cells that are alive at once
#define MG_MAX_RINGS 4        // of a text
#define MG_REGISTER_CELLS 256 // cells of a row that are computed at a time: many for an instruction, few for a cache

typedef enum MgOpcode {
    // scalars
    MG_OP_NUMBER,      // number
    MG_OP_PARAMETER,   // index
    MG_OP_DX,          // edge of a cell
    MG_OP_INVERSE_DX2, // 1 / dx^2
    MG_OP_INVERSE_2DX, // 1 / (2 dx)
    MG_OP_LENGTH,      // of the domain along axis `index`
    MG_OP_TIME,        // at which the step begins
    MG_OP_MEAN,        // over the domain as the step begins: the text's mean `index`
    MG_OP_CELL,        // volume of a cell: dx to the number of axes
    MG_OP_DISTANCE,    // of a ring's profile only: from the cell, 1 at the radius
    // rows
    MG_OP_FIELD,      // field `index` as it is
    MG_OP_PLACE,      // cell index * dx along axis `index`
    MG_OP_PATTERN,    // of a start: MgPattern `index`
    MG_OP_SPREAD,     // scalar a, in every cell
    MG_OP_LAPLACIAN,  // of field `index`, times dx^2; 7 or 27 points, as the parameter says
    MG_OP_DIFFERENCE, // of field `index` along axis `other`: next - previous
    MG_OP_CURVATURE,  // of field `index` along axis `other`: next + previous - 2 here
    MG_OP_BEHIND,     // of field `index` along axis `other`: here - previous
    MG_OP_AHEAD,      // of field `index` along axis `other`: next - here
    MG_OP_WHITE,      // Gaussian white noise, draw `index`
    MG_OP_FLUX,       // of field `index` with coefficient field `other`: div(other grad index), times 2 dx^2
    MG_OP_NEIGHBOUR,  // field `index` some cells away: mg_offset_along(other, axis) along each axis
    MG_OP_RING,       // weighted sum of field `index` over a ball: mg_ring() with the program's ring `other`
    // either; scalars where every operand is one
    MG_OP_NEGATE,
    MG_OP_NOT,
    MG_OP_ABS,
    MG_OP_FLOOR,
    MG_OP_SQRT,
    MG_OP_EXP,
    MG_OP_LOG,
    MG_OP_SIN,
    MG_OP_COS,
    MG_OP_SINH,
    MG_OP_TANH,
    MG_OP_SIGN,
    MG_OP_ADD,
    MG_OP_SUBTRACT,
    MG_OP_MULTIPLY,
    MG_OP_DIVIDE,
    MG_OP_MIN,
    MG_OP_MAX,
    MG_OP_LESS,
    MG_OP_LESS_EQUAL,
    MG_OP_EQUAL,
    MG_OP_NOT_EQUAL,
    MG_OP_AND,
    MG_OP_OR,
    MG_OP_ATAN2,
    MG_OP_CUT,    // a, or 0 where it is nearer to 0 than b
    MG_OP_SELECT, // b where a is not 0, else c
    // two operations in one pass, each rounded: made by mg_program_finish
    MG_OP_MULTIPLY_ADD,      // a * b + c
    MG_OP_MULTIPLY_SUBTRACT, // a * b - c
    MG_OP_SUBTRACT_PRODUCT,  // c - a * b
    MG_OP_COUNT,
} MgOpcode;

typedef enum MgPattern { MG_PATTERN_PERLIN, MG_PATTERN_SPHERES, MG_PATTERN_NOISE, MG_PATTERN_NOISE_2 } MgPattern;

typedef struct MgInstruction {
    uint8_t opcode;
    bool row;        // else a scalar
    int16_t a, b, c; // values; -1: none
    int16_t index, other;
    int16_t place; // of a row: its register; -1: it needs none; -2 - o: it is written straight to output o
    int16_t uses;
    int16_t let; // 1 + the text's let that it is; 0: of none
    float number;
} MgInstruction;

typedef struct MgOutput {
    int16_t value;
    int16_t field; // that it is written to; 0 for a view
} MgOutput;

// Three offsets of at most MG_MAX_REACH cells in one number.
#define MG_OFFSETS (2 * MG_MAX_REACH + 1)
static inline int32_t mg_offset_of(int32_t x, int32_t y, int32_t z) {
    return x + MG_MAX_REACH + MG_OFFSETS * (y + MG_MAX_REACH + MG_OFFSETS * (z + MG_MAX_REACH));
}
static inline int32_t mg_offset_along(int32_t offset, int32_t axis) {
    const int32_t behind = axis == 0 ? offset : axis == 1 ? offset / MG_OFFSETS : offset / (MG_OFFSETS * MG_OFFSETS);
    return behind % MG_OFFSETS - MG_MAX_REACH;
}

typedef struct MgProgram {
    MgInstruction code[MG_MAX_VALUES];
    MgOutput outputs[MG_MAX_FIELDS];
    MgKernel rings[MG_MAX_RINGS];
    int32_t count, output_count, register_count;
    uint32_t reads; // bit f: field f
    int32_t reach;  // how many cells away stencils look
    bool overflow;  // more values or registers than there is room for
} MgProgram;

// The value of this instruction: a new one, or the one that is there already. -1 and overflow when there is no room.
int32_t mg_program_emit(MgProgram *program, MgInstruction instruction);

// Joins products with sums that alone use them, drops what nothing uses, and gives rows their registers.
void mg_program_finish(MgProgram *program);

const char *mg_opcode_name(MgOpcode opcode);
bool mg_program_uses(const MgProgram *program, MgOpcode opcode);

// ---- interpreter

// Stages and views: every row of the block. out: for each output a first row; rows are block->row_stride apart.
void mg_program_run(const MgProgram *program, const MgBlock *block, bool isotropic, float *const *out);

// A program of scalars that has one output, where distance is this.
float mg_program_profile(const MgProgram *program, float distance);

// Starts: one row. patterns: a row for each MgPattern that the program uses.
void mg_program_start(const MgProgram *program, const MgSeedRow *row, const float *const patterns[4],
                      float *const *out);

#endif
