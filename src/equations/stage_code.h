// The stages of equations as machine code made in this run, where the library itself is WebAssembly: a module
// (emit_wasm.h) that the host compiles, and links on every thread when it first needs it. What cannot be had so, a
// stage, a thread or all of it, is interpreted, with the same bits.
#ifndef MG_EQUATIONS_STAGE_CODE_H
#define MG_EQUATIONS_STAGE_CODE_H

#include "equations/equations.h"

#define MG_STAGE_CODE_BYTES (MG_FOR_BROWSERS ? 1 << 16 : 1) // of the largest module

typedef struct MgStageCode {
    uint8_t bytes[MG_STAGE_CODE_BYTES]; // read by every thread, until it is unloaded
    uint32_t code;                      // of base/platform.h; 0: all is interpreted
    uint32_t made, stages;              // bit s: stage s is in the module; is one
    int32_t rows[MG_MAX_STAGES];        // of each stage, that C makes
    bool off;                           // the interpreter was asked for
} MgStageCode;

void mg_stage_code_load(MgStageCode *code, const MgEquationPrograms *programs); // on thread 0
void mg_stage_code_unload(MgStageCode *code);

// A stage of a block, and of the one behind it unless it is NULL. False: it was not computed.
bool mg_stage_code_run(const MgStageCode *code, const MgProgram *program, int32_t stage, bool isotropic,
                       const MgBlock *block, const MgBlock *behind);

const char *mg_stage_code_sentence(const MgStageCode *code); // how the stages are computed, for a person

#endif
