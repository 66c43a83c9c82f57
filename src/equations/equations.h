// Partial differential equations as tables and trees: what equations_text.h reads, lower.h makes into programs and
// stability.h bounds the time step of.
#ifndef MG_EQUATIONS_EQUATIONS_H
#define MG_EQUATIONS_EQUATIONS_H

#include "equations/program.h"
#include "text/expression.h"

#define MG_MAX_NODES 2048 // numbers, names and operators of a text
#define MG_MAX_LETS 64
#define MG_MAX_VIEWS 16
#define MG_MAX_PRESETS 16
#define MG_LABEL_BYTES 64
#define MG_SENTENCE_BYTES 160
#define MG_MAX_EXPRESSION_DEPTH 64

// What a name is: MgNode.index of a name holds kind * MG_SYMBOLS + number.
typedef enum MgSymbolKind {
    MG_SYMBOL_PARAMETER,
    MG_SYMBOL_FIELD,
    MG_SYMBOL_LET,
    MG_SYMBOL_BUILT_IN,
    MG_SYMBOL_PATTERN,
} MgSymbolKind;
#define MG_SYMBOLS 256

typedef enum MgBuiltIn {
    MG_X,
    MG_Y,
    MG_Z,
    MG_LENGTH_X,
    MG_LENGTH_Y,
    MG_LENGTH_Z,
    MG_PI,
    MG_TIME,
    MG_EDGE,     // dx
    MG_DISTANCE, // in the profile of a ring only
} MgBuiltIn;

typedef enum MgFunctionId {
    MG_LAP,
    MG_D_DX,
    MG_D_DY,
    MG_D_DZ,
    MG_D2_DX2,
    MG_D2_DY2,
    MG_D2_DZ2,
    MG_NEIGHBOUR, // u[1, 0, -1]: its node's number is mg_offset_of it
    MG_RING,
    MG_UPWIND_X,
    MG_UPWIND_Y,
    MG_UPWIND_Z,
    MG_GRAD,
    MG_DIV,
    MG_DOT,
    MG_FUNCTION_ABS,
    MG_FUNCTION_FLOOR,
    MG_FUNCTION_SQRT,
    MG_FUNCTION_EXP,
    MG_FUNCTION_LOG,
    MG_FUNCTION_SIN,
    MG_FUNCTION_COS,
    MG_FUNCTION_TAN,
    MG_FUNCTION_SINH,
    MG_FUNCTION_COSH,
    MG_FUNCTION_TANH,
    MG_FUNCTION_ATAN,
    MG_FUNCTION_ATAN2,
    MG_FUNCTION_WHITE,
    MG_FUNCTION_MEAN,
    MG_FUNCTION_SIGN,
    MG_FUNCTION_MIN,
    MG_FUNCTION_MAX,
    MG_FUNCTION_CLAMP,
    MG_FUNCTION_STEP,
    MG_FUNCTION_SMOOTHSTEP,
    MG_FUNCTION_IF,
} MgFunctionId;

typedef struct MgEquationParameter {
    char id[MG_NAME_BYTES], unit[MG_NAME_BYTES], doc[MG_SENTENCE_BYTES];
    double initial, min, max;
} MgEquationParameter;

typedef struct MgEquationField {
    char id[MG_NAME_BYTES], label[MG_LABEL_BYTES];
    int32_t rate;      // node of d id / dt; -1: none yet, or of a map
    bool iterated;     // that node is the field's next value, not its rate
    int32_t map;       // node of a map's values; -1: it is stepped
    uint32_t patterns; // that a map uses
    double paint_value, erase_value;
    double min, max; // that it stays in, for stable_dt; infinite where the text tells none
    double least;    // values nearer to 0 are 0; 0: none
    double keep_min, keep_max;
    int32_t line, column;
} MgEquationField;

typedef struct MgEquationLet {
    char id[MG_NAME_BYTES];
    int32_t node;
} MgEquationLet;

typedef struct MgEquationStart {
    char id[MG_NAME_BYTES], label[MG_LABEL_BYTES], doc[MG_SENTENCE_BYTES];
    int32_t node[MG_MAX_FIELDS]; // -1: 0
    uint32_t patterns;           // bit p: MgPattern p is used
} MgEquationStart;

typedef struct MgEquationView {
    char id[MG_NAME_BYTES], label[MG_LABEL_BYTES];
    int32_t node; // -1: the field of its name
    int32_t field;
    double isovalue, min, max;
} MgEquationView;

typedef struct MgEquationPreset {
    char id[MG_NAME_BYTES], label[MG_LABEL_BYTES], doc[MG_SENTENCE_BYTES], settings[MG_SENTENCE_BYTES];
} MgEquationPreset;

typedef struct MgEquations {
    char label[MG_LABEL_BYTES], doc[MG_SENTENCE_BYTES], source[MG_SENTENCE_BYTES];
    MgEquationParameter params[MG_MAX_PARAMS]; // the first is dt
    MgEquationField fields[MG_MAX_FIELDS];
    MgEquationLet lets[MG_MAX_LETS];
    MgEquationStart starts[MG_MAX_SEEDINGS];
    MgEquationView views[MG_MAX_VIEWS];
    MgEquationPreset presets[MG_MAX_PRESETS];
    int32_t param_count, field_count, let_count, start_count, view_count, preset_count;
    MgNode nodes[MG_MAX_NODES];
    int32_t node_count;
    bool has_laplacian, isotropic; // isotropic: its 27 points are chosen where nothing else is
} MgEquations;

// ---- what they are lowered into

typedef struct MgDerived {
    int32_t node;  // what it holds
    int32_t stage; // that writes it
} MgDerived;

// Fields of a program beyond the text's own are derived ones, in this order.
typedef struct MgEquationPrograms {
    MgDerived derived[MG_MAX_FIELDS];
    int32_t derived_count, stage_count;
    int32_t ring_nodes[MG_MAX_RINGS]; // ring(...)
    int32_t ring_count;
    MgKernel rings[MG_MAX_RINGS];
    int32_t mean_nodes[MG_MAX_MEANS]; // mean(...)
    int32_t mean_count;
    MgProgram means[MG_MAX_MEANS]; // of what the mean is of
    MgProgram stages[MG_MAX_STAGES];
    MgProgram views[MG_MAX_VIEWS]; // of those with a formula
    MgProgram starts[MG_MAX_SEEDINGS];
} MgEquationPrograms;

#endif
