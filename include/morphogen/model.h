// The tables of models: parameters, fields, seedings, views and presets, as mg_describe_json writes them. For programs
// that make flags, panels or checks of them; a run needs morphogen.h alone.
//
//     const MgModel *model = mg_model_find("gray_scott");
//     for (int32_t i = 0; i < model->param_count; i++) puts(model->params[i].id);
//
// Tables are read only. Those of built-in models are there as long as the program is. The functions in them are called
// by the engine alone, which knows what they take (src/model/model.h).
#ifndef MORPHOGEN_MODEL_H
#define MORPHOGEN_MODEL_H

#include "morphogen/morphogen.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MG_MAX_CHOICES 4

typedef enum MgParamKind { MG_REAL, MG_INTEGER, MG_CHOICE } MgParamKind;

typedef struct MgParam {
    const char *id;
    const char *symbol; // as typeset in the equations
    const char *unit;   // in terms of l (length) and t (time); "" for a pure number
    const char *doc;    // a sentence for the user interface
    double initial, min, max;
    MgParamKind kind;
    ptrdiff_t offset;                    // bytes, in the model's own struct of 4-byte members; for the engine
    const char *choices[MG_MAX_CHOICES]; // MG_CHOICE: names of 0, 1, ..., max
} MgParam;

typedef enum MgFieldRole {
    MG_STATE,   // stepped: hashed, saved, shown
    MG_INPUT,   // a map or a mask that no stage writes: hashed, saved and shown like state, never stepped
    MG_DERIVED, // written and read within a step, as a chemical potential is: exists nowhere else. Last in the table
} MgFieldRole;

typedef struct MgField {
    const char *id, *label, *unit;
    double paint_value, erase_value; // the values that the brush moves a cell to when it paints and erases. Equal: the
                                     // brush does not change the field
    MgFieldRole role;
} MgField;

struct MgBlock;
struct MgSeedRow;
struct MgStage;
struct MgNetwork;

// The first state, a pure function of seed and place.
typedef struct MgSeeding {
    const char *id, *label, *doc;
    void (*row)(const struct MgSeedRow *row); // NULL: the network's own first state, with its patches where pattern is
    void (*pattern)(const struct MgSeedRow *row, float *pattern); // 1 (0..1); NULL: everywhere
    const MgParam *params;
    int32_t param_count;
} MgSeeding;

// A scalar that can be shown.
typedef struct MgView {
    const char *id, *label, *doc;
    int32_t field; // the field shown as it is; -1: computed by row
    // A block of one row, with every stored field; for models with stages as much around it in reach as for the stage
    // that looks farthest, and at least a cell.
    void (*row)(const struct MgBlock *row, float *out);
    double min, max;     // range of the isovalue's slider
    double isovalue;     // the default
    double gradient_max; // gradient magnitude per cell that gets the last colour
} MgView;

// Differences from the defaults.
typedef struct MgPreset {
    const char *id, *label, *doc;
    const char *settings; // "feed=0.03 kill=0.062 seeding=spheres", names as in mg_engine_set
} MgPreset;

typedef struct MgModel {
    const char *id, *label, *doc;
    const char *equations; // plain text, one equation a line
    const char *source;    // the paper, with DOI
    const void *context;   // passed to every function of the model; NULL: not needed
    const MgField *fields;
    int32_t field_count; // derived fields last
    const MgParam *params;
    int32_t param_count; // one of them must be "dt"
    const struct MgStage *stages;
    int32_t stage_count; // none where there is a network
    // Of molecules, as text (docs/networks.md): a species for each field, in order, and rates in terms of params. Views
    // then must be computed: they see the state half a reaction step later. NULL: the fields are stepped by stages.
    const char *network;
    const struct MgNetwork *parsed; // of a network that was read already; NULL: it is read anew for every engine
    const MgSeeding *seedings;
    int32_t seeding_count;
    const MgView *views;
    int32_t view_count;
    const MgPreset *presets;
    int32_t preset_count;
    double (*paint_scale)(const void *params); // factor of paint_value and erase_value; NULL: 1
    // The largest dt that does not blow up by itself, in a domain with so many axes of more than one cell. NULL where
    // there is a network: it follows from how fast its species hop.
    double (*stable_dt)(const void *params, const void *context, double dx, int32_t axes);
    // What stages and views need means of over the whole domain, as the step begins: for 0 <= mean < mean_count, a row
    // of the values, computed as a view's. Steps are then made one at a time.
    void (*mean_row)(const struct MgBlock *row, int32_t mean, float *out);
    int32_t mean_count;
} MgModel;

// Fields with memory of their own: all but the derived ones. They are what is seeded, read, written, hashed, saved and
// shown.
MG_API int32_t mg_stored_fields(const MgModel *model);

MG_API int32_t mg_model_count(void);
MG_API const MgModel *mg_model_at(int32_t index);    // 0 <= index < mg_model_count(), in the order of their ids
MG_API const MgModel *mg_model_find(const char *id); // NULL: no built-in model has this id

MG_API const MgModel *mg_engine_model(const MgEngine *engine); // good until the engine is destroyed

// The model that a text of your own makes (MgConfig.text); no engine is needed, and the text is copied.
// MG_INVALID_ARGUMENT names line, column and what was expected.
typedef struct MgOwnModel MgOwnModel;
MG_API MgStatus mg_own_model_create(const char *text, MgOwnModel **out);
MG_API const MgModel *mg_own_model(const MgOwnModel *own); // good until destroy
MG_API void mg_own_model_destroy(MgOwnModel *own);         // NULL is fine

// Of equations, as text, the length without the final 0 returned as by mg_describe_json: the program that is
// interpreted, one instruction a line; and C17 source of the same, to read or to compile. 0: the text is a network.
MG_API size_t mg_own_model_program(const MgOwnModel *own, char *buffer, size_t capacity);
MG_API size_t mg_own_model_source(const MgOwnModel *own, char *buffer, size_t capacity);

// What that source defines as mg_compiled: a step's stages as functions.
typedef struct MgCompiled {
    const char *version; // of the library that wrote the source
    uint64_t text;       // tells texts apart
    size_t block_bytes;
    int32_t stage_count;
    void (*const *stages)(const struct MgBlock *block);
    void (*const *pairs)(const struct MgBlock *block, const struct MgBlock *behind); // two planes at once; or NULL
} MgCompiled;

// Steps of an engine that was made from a text run these functions instead of the interpreter; the bits stay the same.
// compiled must outlive the engine. MG_INVALID_ARGUMENT: they are of another text, version or kind of model; nothing
// has changed.
MG_API MgStatus mg_engine_use_compiled(MgEngine *engine, const MgCompiled *compiled);

// As mg_describe_json, of this model alone.
MG_API size_t mg_model_describe_json(const MgModel *model, char *buffer, size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
