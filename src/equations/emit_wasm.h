// The stages of equations as a WebAssembly module: its bytes, written from the same programs that the interpreter runs,
// with the same bits as result. The module imports the memory that the library itself runs in, `env.memory`, and
// exports MG_WASM_FUNCTIONS functions,
//
//     (block: i32, behind: i32, made: i32) -> ()
//
// which do for stage s what the interpreter does: number 2 s with the 7-point Laplacian, 2 s + 1 with the 27-point one,
// which without a Laplacian are the same; unused numbers do nothing. block and behind are places of an MgBlock in that
// memory; behind may be 0. Rows have at least MG_WASM_LEAST_CELLS cells: the last four of a row are computed together,
// whether or not the four before them overlap. made: for a stage with noise or sums over a ball, rows of
// MG_REGISTER_CELLS numbers, one for each of these instructions, of which as many as the block has cells are read; the
// block then has one row. 0: it has none.
//
// A function reads the block, what it points to, the rows of its fields as far as the stage reaches, and writes nothing
// but the rows of the block's `out`.
#ifndef MG_EQUATIONS_EMIT_WASM_H
#define MG_EQUATIONS_EMIT_WASM_H

#include "equations/emit_wasm_block.h"
#include "equations/emit_wasm_bytes.h"
#include "equations/equations.h"

#define MG_WASM_FUNCTIONS (2 * MG_MAX_STAGES)
#define MG_WASM_LEAST_CELLS 4

// Adds a module to `out`; shared: the memory is one that threads share. Returns the stages, bit s for stage s, that
// have functions: the others are too large, or have an instruction that only the interpreter knows. 0: none, or memory
// was refused.
uint32_t mg_emit_wasm(const MgEquationPrograms *programs, bool shared, MgBytes *out);

#endif
